import { type InputReader, type PrefectConnectionInputs, readPrefectConnection } from "#action-kit";

export interface Inputs {
  tagPrefix: string;
  workPool: string | undefined;
  connection: PrefectConnectionInputs;
  githubToken: string;
}

export function inputs(input: InputReader): Inputs {
  return {
    tagPrefix: input.optional("tag-prefix") ?? "pr-",
    workPool: input.optional("work-pool"),
    connection: readPrefectConnection(input),
    githubToken: input.secret("github-token") ?? input.required("github-token"),
  };
}
