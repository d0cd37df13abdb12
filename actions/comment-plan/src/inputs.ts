import type { InputReader } from "#action-kit";
import { options } from "./options.ts";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  const githubToken = input.secret("github-token") ?? input.required("github-token");
  return { ...input.options(options), githubToken };
}
