import { type InputReader, readPrefectConnection } from "#action-kit";
import { options } from "./options.ts";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  const values = input.options(options);
  // An empty list is an answer (there was nothing to switch), an empty text a mistake.
  if (values.appliedFile === undefined) input.required("deployments");
  return { ...values, connection: readPrefectConnection(input) };
}
