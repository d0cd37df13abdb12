import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce } from "./cache.ts";
import { goProgram } from "./go-program.ts";

export const ACTIONLINT_VERSION = "1.7.12";
export const ZIZMOR_VERSION = "1.32.0";

/** Path of an actionlint built from its module; made on first use. */
export async function actionlintProgram(): Promise<string> {
  return join(
    await goProgram("github.com/rhysd/actionlint/cmd/actionlint", `v${ACTIONLINT_VERSION}`),
    "actionlint",
  );
}

/** Path of a zizmor in a virtual environment of its own; made on first use. */
export async function zizmorProgram(): Promise<string> {
  const folder = await installOnce(`zizmor-${ZIZMOR_VERSION}`, async (target) => {
    await succeed("python3", ["-m", "venv", target]);
    await succeed(join(target, "bin/pip"), ["install", "--quiet", "--no-input", `zizmor==${ZIZMOR_VERSION}`]);
  });
  return join(folder, "bin/zizmor");
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runLocally(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
