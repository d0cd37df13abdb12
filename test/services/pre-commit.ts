import { join } from "node:path";
import { pythonEnvironment } from "./python-environment.ts";

/** Path of the locked pre-commit, which runs hooks before a commit. */
export async function preCommitProgram(): Promise<string> {
  return join(await pythonEnvironment("pre-commit", "pre-commit.txt"), "bin/pre-commit");
}
