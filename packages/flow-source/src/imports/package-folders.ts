import { parse } from "smol-toml";
import type { SourceTree } from "../source-tree.ts";
import { join, parent } from "./module-paths.ts";

/** A package that lies in a folder, or a module in a file, of another name: a build gives it the name it is imported by. */
export interface PackageFolder {
  /** Dotted name of the package; empty for the folder that all packages of the project lie in. */
  package: string;
  /** Its folder, or its file without `.py`, relative to the repository's root. */
  folder: string;
  /** Folder of the project whose build says so. */
  project: string;
}

const known = new WeakMap<SourceTree, Promise<readonly PackageFolder[]>>();

/** Packages that the builds of the repository's projects rename; read once a tree. */
export function packageFoldersOf(tree: SourceTree): Promise<readonly PackageFolder[]> {
  let found = known.get(tree);
  if (!found) {
    found = read(tree);
    known.set(tree, found);
  }
  return found;
}

async function read(tree: SourceTree): Promise<PackageFolder[]> {
  const files = [...(await tree.paths())].filter((path) =>
    /(^|\/)(pyproject\.toml|setup\.(py|cfg))$/.test(path),
  );
  const texts = files.length > 0 ? await tree.readMany(files) : new Map<string, string>();
  return files.flatMap((file) => {
    const text = texts.get(file) ?? "";
    const project = parent(file);
    const named = file.endsWith(".toml")
      ? fromToml(text)
      : file.endsWith(".cfg")
        ? fromConfig(text)
        : fromScript(text);
    return named.flatMap(([name, path]): PackageFolder[] => {
      const folder = inside(project, path);
      return folder === undefined ? [] : [{ package: name, folder, project }];
    });
  });
}

/** Dotted package to its folder as the project's file writes it. */
type Named = [name: string, path: string];

/** pyproject.toml: what setuptools, Hatch and Poetry say of it. */
function fromToml(text: string): Named[] {
  if (!/package-dir|force-include|sources|packages/.test(text)) return [];
  let tool: Table;
  try {
    tool = table(table(parse(text)).tool);
  } catch {
    // A file that is no TOML stops the build, not what reads the repository.
    return [];
  }
  const hatch = table(table(tool.hatch).build);
  const targets = [hatch, table(table(hatch.targets).wheel)];
  return [
    ...texts(table(tool.setuptools)["package-dir"]),
    ...targets.flatMap((target) => [
      ...texts(target["force-include"]).map(([path, name]): Named => [dotted(name), path]),
      ...sources(target.sources),
    ]),
    ...poetryPackages(table(tool.poetry).packages),
  ];
}

/** Hatch's `sources`: prefixes that are taken away, or exchanged for others. */
function sources(value: unknown): Named[] {
  if (Array.isArray(value)) {
    return value.filter((one) => typeof one === "string").map((path): Named => ["", path]);
  }
  return texts(value).map(([path, name]): Named => [dotted(name), path]);
}

/** Poetry's `packages = [{ include = "core", from = "lib", to = "acme" }]`. */
function poetryPackages(value: unknown): Named[] {
  return (Array.isArray(value) ? value : []).flatMap((one): Named[] => {
    const { include, from = "", to = "" } = table(one);
    if (typeof include !== "string" || typeof from !== "string" || typeof to !== "string") return [];
    return to === "" ? [["", from]] : [[dotted(`${to}/${include}`), join(from, include)]];
  });
}

/** setup.cfg: `package_dir =` and the indented lines below it. */
function fromConfig(text: string): Named[] {
  const lines = /^package_dir\s*=(.*(?:\n[ \t]+.*)*)/m.exec(text)?.[1] ?? "";
  return [...lines.matchAll(/^[ \t]*([\w.]*)[ \t]*=[ \t]*(\S+)[ \t]*$/gm)].map(([, name = "", path = ""]) => [
    name,
    path,
  ]);
}

/** setup.py: `package_dir={"": "src"}` of constants. */
function fromScript(text: string): Named[] {
  const dictionary = /\bpackage_dir\s*=\s*(?:dict\()?\{([^{}]*)\}/.exec(text)?.[1] ?? "";
  const entry = /(["'])([\w.]*)\1\s*:\s*(["'])([^"'\n]*)\3/g;
  return [...dictionary.matchAll(entry)].map((match) => [match[2] ?? "", match[4] ?? ""]);
}

type Table = Record<string, unknown>;

function table(value: unknown): Table {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Table) : {};
}

function texts(value: unknown): Named[] {
  return Object.entries(table(value)).filter((entry): entry is Named => typeof entry[1] === "string");
}

/** `acme.core` of `acme/core` and of `acme/core.py`. */
function dotted(path: string): string {
  return path
    .replace(/\.py$/, "")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join(".");
}

/** A path of a project relative to the repository's root, without `.py`; undefined where it leads out. */
function inside(project: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of join(project, path.replaceAll("\\", "/").replace(/\.py$/, "")).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
