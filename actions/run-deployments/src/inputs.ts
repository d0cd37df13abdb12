import { type InputReader, readPrefectConnection } from "#action-kit";
import { options } from "./options.ts";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  return {
    ...input.options(options),
    // An empty list is an answer (there was nothing to run), an empty text a mistake.
    isNamed: input.optional("deployments") !== undefined,
    connection: readPrefectConnection(input),
  };
}
