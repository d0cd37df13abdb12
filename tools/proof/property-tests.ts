import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";

/** Paths of the files of tests that try more in `npm run proof`, from the project's root. */
export async function propertyTests(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["packages", "test"]) {
    for (const path of await readdir(join(projectRoot, folder), { recursive: true })) {
      if (!path.endsWith(".test.ts") || path.includes("node_modules")) continue;
      const text = await readFile(join(projectRoot, folder, path), "utf8");
      if (/\b(propertyRuns|proofFactor)\(/.test(text)) found.push(join(folder, path));
    }
  }
  return found.sort();
}
