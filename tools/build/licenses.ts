import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";

/**
 * The licenses of the packages that files come from, one after another by name: what the licenses themselves ask for
 * wherever the code goes.
 *
 * @param files from the repository's root; those of `node_modules/` count
 */
export async function licensesOf(files: readonly string[]): Promise<string> {
  const folders = [...new Set(files.map(packageFolder).filter((folder) => folder !== undefined))].sort();
  const texts = await Promise.all(folders.map(licenseOf));
  return texts.join("\n");
}

/** `node_modules/@scope/name` of a file in it, the innermost where packages lie in each other. */
function packageFolder(file: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(projectRoot, folder, "package.json"), "utf8"),
  ) as { name: string; version: string; license?: string };
  const file = (await readdir(join(projectRoot, folder))).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : (await readFile(join(projectRoot, folder, file), "utf8")).trim();
  return `${name} ${version}\n${license ?? "no license named"}\n${text}\n`;
}
