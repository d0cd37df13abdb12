import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";

export interface SourceFile {
  /** From the repository's root. */
  path: string;
  text: string;
  /** What it imports, as written. */
  imports: string[];
}

const IMPORT = /^(?:import|export)\b[^;]*?\bfrom "([^"]+)";|^import "([^"]+)";|require\("([^"]+)"\)/gm;

/** Files of code below a folder of the repository, in order. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(ts|cjs)$/.test(path) && !/(^|\/)(dist|node_modules|generated)\//.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(projectRoot, folder, path), "utf8");
      const imports = [...text.matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? "");
      return { path: `${folder}/${path}`, text, imports };
    });
}

/** Names of the folders in a folder of the repository; none where it is absent. */
export function folders(folder: string): string[] {
  try {
    const entries = readdirSync(join(projectRoot, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** CONTRIBUTING's table of packages: which packages each may import, or "all but ...". */
export function allowedImports(contributing: string): Map<string, (name: string) => boolean> {
  const rows = contributing.matchAll(/^\| `([a-z-]+)`\s*\|[^|]*\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, name = "", cell = ""]) => {
      const text = cell.replace(/\([^)]*\)/g, "").trim();
      const names = text.replace(/^all but /, "").split(/,\s*/);
      const listed = (imported: string) => names.map((part) => part.trim()).includes(imported);
      return [name, text.startsWith("all but ") ? (imported: string) => !listed(imported) : listed];
    }),
  );
}
