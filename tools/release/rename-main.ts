// `npm run rename -- [--owner O] [--name N] [--version X.Y.Z]`: changes who owns the project, what it is called or which
// release it is, everywhere, and lets the generators bring their files along.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runLocally } from "#command";
import { FaultError } from "#diagnostics";
import { projectRoot } from "#services";
import type { Identity } from "../../pipelines/identity.ts";
import { renameFiles } from "./rename-files.ts";

const USAGE = "npm run rename -- [--owner OWNER] [--name NAME] [--version X.Y.Z]";

/** In this order: each reads what those before it wrote. */
const GENERATORS = [
  ["node_modules/@biomejs/biome/bin/biome", "check", "--write", "."],
  ["pipelines/main.ts"],
  ["tools/docs/main.ts"],
  ["tools/build/main.ts"],
];

try {
  const changed = await renameFiles(projectRoot, readArguments());
  if (changed.length === 0) console.log("Everything is called so already.");
  else {
    for (const [script = "", ...args] of GENERATORS) await generate(script, args);
    console.log(`${changed.length} files changed; bundles, workflows and tables were made anew.`);
    console.log("The pictures show what they did: `npm run pictures` makes them anew.");
  }
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function readArguments(): Partial<Identity> {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({ options: { owner: text, name: text, version: text } });
    if (Object.keys(values).length > 0) return { ...values };
  } catch (error) {
    throw new FaultError({ code: "input-invalid", message: (error as Error).message, fix: USAGE });
  }
  throw new FaultError({ code: "input-missing", message: "Nothing is to be changed.", fix: USAGE });
}

async function generate(script: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runLocally(
    process.execPath,
    [join(projectRoot, script), ...args],
    {
      cwd: projectRoot,
    },
  );
  if (exitCode === 0) return;
  throw new FaultError({
    code: "command-failed",
    message: `${[script, ...args].join(" ")} failed after the names were changed:\n${stdout}${stderr}`,
    fix: "Fix that, then run .ci/run, which tells what is left.",
  });
}
