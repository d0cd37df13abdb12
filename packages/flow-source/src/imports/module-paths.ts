import { standardLibrary } from "./standard-library.ts";

/** Modules that come from Python or Prefect whatever a folder deep in the repository is called. */
export function answeredElsewhere(module: string): boolean {
  const top = module.split(".", 1)[0] as string;
  return top === "prefect" || standardLibrary.has(top);
}

/** `c` of `a/b/c.py` and of `a/b/c/__init__.py`; undefined for what is no Python module. */
export function lastModulePart(path: string): string | undefined {
  if (!path.endsWith(".py")) return undefined;
  const module = path.endsWith("/__init__.py") ? parent(path) : path.slice(0, -".py".length);
  return module.slice(module.lastIndexOf("/") + 1);
}

/** The folder from which `slashed` leads to `path`; undefined where it doesn't. */
export function rootOf(path: string, slashed: string): string | undefined {
  const module = path.endsWith("/__init__.py") ? parent(path) : path.slice(0, -".py".length);
  if (module === slashed) return "";
  return module.endsWith(`/${slashed}`) ? module.slice(0, -slashed.length - 1) : undefined;
}

/** The folders above `folder`, nearest first, the repository's root (`""`) last; none for the root. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let next = folder; next !== ""; ) {
    next = parent(next);
    above.push(next);
  }
  return above;
}

/** True for a folder itself and for all below it. */
export function isInside(folder: string, outer: string): boolean {
  return outer === "" || folder === outer || folder.startsWith(`${outer}/`);
}

export function parent(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

export function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
