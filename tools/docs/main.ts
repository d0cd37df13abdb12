import { readFile, writeFile } from "node:fs/promises";
import { FaultError } from "#diagnostics";
import { projectRoot } from "#services";
import { actionFiles } from "./action-inputs.ts";
import { generateDocs } from "./generate.ts";

try {
  await write(await actionFiles(projectRoot));
  // Reads the action files.
  await write(await generateDocs(projectRoot));
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function write(files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, content] of files) {
    const file = `${projectRoot}/${path}`;
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) continue;
    await writeFile(file, content);
    console.log(`${path}: written`);
  }
}
