import { type InputReader, type PrefectConnectionInputs, readPrefectConnection } from "#action-kit";
import { type Credentials, type ImageName, parseImageName } from "#flow-image";

export interface Inputs {
  image: ImageName;
  planOnly: boolean;
  credentials: Credentials | undefined;
  connection: PrefectConnectionInputs;
  githubToken: string;
}

export function inputs(input: InputReader): Inputs {
  const password = input.secret("registry-password");
  const username = input.optional("registry-username");
  return {
    connection: readPrefectConnection(input),
    githubToken: input.secret("github-token") ?? input.required("github-token"),
    credentials: username && password ? { username, password } : undefined,
    image: parseImageName(input.required("image")),
    planOnly: input.boolean("plan-only"),
  };
}
