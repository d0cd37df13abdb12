import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { RunCommand } from "#command";
import type { Tool } from "./version.ts";

const QUESTION: Record<Tool, readonly string[]> = {
  k3s: ["--version"],
  helm: ["version", "--template={{.Version}}"],
  kubectl: ["version", "--client", "--output=json"],
};

const ANSWER: Record<Tool, RegExp> = {
  k3s: /^k3s version (v\S+)/m,
  helm: /^(v\S+)/,
  kubectl: /"gitVersion":\s*"(v[^"]+)"/,
};

/** Milliseconds that a program may take to say a version. The first start of a large one on a slow disk takes long. */
export const PATIENCE = 120_000;

/** The version that a program says it is; undefined where it doesn't start, or is another program. */
export async function versionOf(tool: Tool, path: string, run: RunCommand): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await run(path, QUESTION[tool], { timeout: PATIENCE });
    return exitCode === 0 ? ANSWER[tool].exec(stdout)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** Path of the program that a shell would start by that name. */
export async function findOnPath(name: string, path = process.env.PATH ?? ""): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
