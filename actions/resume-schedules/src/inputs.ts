import { type InputReader, type PrefectConnectionInputs, readPrefectConnection } from "#action-kit";

export interface Inputs {
  connection: PrefectConnectionInputs;
  deployments: string[];
  state: "active" | "paused";
}

export function inputs(input: InputReader): Inputs {
  // An empty list is an answer, an empty text a mistake.
  input.required("deployments");
  return {
    connection: readPrefectConnection(input),
    deployments: input.list("deployments"),
    state: input.choice("state", ["active", "paused"], "active"),
  };
}
