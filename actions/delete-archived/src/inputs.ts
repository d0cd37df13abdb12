import { type InputReader, readPrefectConnection } from "#action-kit";
import { options } from "./options.ts";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  return { ...input.options(options), connection: readPrefectConnection(input) };
}
