import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
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

/** Groups of files that import each other, be it types alone, in the order of their paths. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const number = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];
  // Tarjan's algorithm: a file is closed along with all that lead back to it.
  const visit = (path: string): number => {
    const own = number.size;
    number.set(path, own);
    lowest.set(path, own);
    open.push(path);
    for (const target of targets.get(path) ?? []) {
      if (!targets.has(target)) continue;
      const reached = number.has(target) ? (open.includes(target) ? number.get(target) : own) : visit(target);
      lowest.set(path, Math.min(lowest.get(path) ?? own, reached ?? own));
    }
    const low = lowest.get(path) ?? own;
    if (low === own) {
      const group = open.splice(open.indexOf(path));
      if (group.length > 1) cycles.push(group.sort());
    }
    return low;
  };
  for (const path of targets.keys()) if (!number.has(path)) visit(path);
  return cycles;
}

function targetsOf({ path, imports }: SourceFile): string[] {
  return imports.flatMap((target) => {
    if (target.startsWith("./") || target.startsWith("../")) return [posix.join(posix.dirname(path), target)];
    return target.startsWith("#") && target !== "#services"
      ? [`packages/${target.slice(1)}/src/index.ts`]
      : [];
  });
}
