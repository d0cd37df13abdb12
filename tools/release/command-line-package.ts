import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Stamp } from "../../pipelines/index.ts";
import { stampedTemplates } from "./stamped-templates.ts";

interface PackageFile {
  bin: Record<string, string>;
  [key: string]: unknown;
}

/**
 * Lays out the command line as a package of its own: the bundle holds everything that it needs, so npm and npx have
 * nothing else to install. The templates that `init` copies lie beside it, stamped as those of the release's archive.
 */
export async function layOutCommandLine(root: string, folder: string, stamp: Required<Stamp>): Promise<void> {
  const { name, version, description, license, repository, engines, bin, files } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  ) as PackageFile;
  const content = { name, version, description, license, repository, engines, bin, files };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
  await cp(join(root, "packages/cli/dist"), join(folder, "packages/cli/dist"), { recursive: true });
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
  for (const [path, content] of await stampedTemplates(root, stamp)) {
    const file = join(folder, "workflows-templates", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
