import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce } from "./cache.ts";
import { projectRoot } from "./project-root.ts";

/**
 * Folder of a virtual environment that holds what `locks/<lock>` pins; made on first use.
 *
 * @param python the interpreter to make it of; another one needs another name
 */
export async function pythonEnvironment(name: string, lock: string, python = "python3"): Promise<string> {
  const lockFile = join(projectRoot, "test/services/locks", lock);
  const hash = createHash("sha256")
    .update(await readFile(lockFile))
    .digest("hex")
    .slice(0, 12);
  return installOnce(`${name}-${hash}`, async (folder) => {
    await succeed(python, ["-m", "venv", folder]);
    await succeed(join(folder, "bin/pip"), ["install", "--quiet", "--no-input", "--requirement", lockFile]);
  });
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runLocally(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
