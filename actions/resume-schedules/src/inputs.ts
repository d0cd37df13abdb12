import { type InputReader, readPrefectConnection } from "#action-kit";
import { options } from "./options.ts";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  // An empty list is an answer (there was nothing to switch), an empty text a mistake.
  if (input.optional("applied-file") === undefined) input.required("deployments");
  return { ...input.options(options), connection: readPrefectConnection(input) };
}
