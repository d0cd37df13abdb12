import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface PackageFile {
  bin: Record<string, string>;
  [key: string]: unknown;
}

/**
 * Lays out the command line as a package of its own: the bundle holds everything that it needs, so npm and npx have
 * nothing else to install.
 */
export async function layOutCommandLine(root: string, folder: string): Promise<void> {
  const { name, version, description, license, repository, engines, bin, files } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  ) as PackageFile;
  const content = { name, version, description, license, repository, engines, bin, files };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
  await cp(join(root, "packages/cli/dist"), join(folder, "packages/cli/dist"), { recursive: true });
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
}
