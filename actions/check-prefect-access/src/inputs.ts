import { type InputReader, type PrefectConnectionInputs, readPrefectConnection } from "#action-kit";

export interface Inputs {
  environment: string;
  whenMissing: "fail" | "skip";
  tag: string | undefined;
  connection: PrefectConnectionInputs;
}

export function inputs(input: InputReader): Inputs {
  return {
    environment: input.required("environment"),
    whenMissing: input.choice("when-missing", ["fail", "skip"], "fail"),
    tag: input.optional("tag"),
    connection: readPrefectConnection(input),
  };
}
