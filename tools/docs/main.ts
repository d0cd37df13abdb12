import { readFile, writeFile } from "node:fs/promises";
import { FaultError } from "#diagnostics";
import { projectRoot } from "#services";
import { generateDocs } from "./generate.ts";

try {
  for (const [path, content] of await generateDocs(projectRoot)) {
    const file = `${projectRoot}/${path}`;
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) continue;
    await writeFile(file, content);
    console.log(`${path}: written`);
  }
} catch (error) {
  if (!(error instanceof FaultError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
