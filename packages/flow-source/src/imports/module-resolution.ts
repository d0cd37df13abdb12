import {
  answeredElsewhere,
  foldersAbove,
  isInside,
  join,
  lastModulePart,
  parent,
  rootOf,
} from "./module-paths.ts";
import type { PackageFolder } from "./package-folders.ts";

/** One import as it stands in a source: `import a.b`, `from a.b import c, d`, `from .. import x`. */
export interface ImportStatement {
  /** Leading dots; 0 for an absolute import. */
  level: number;
  /** Dotted module; empty for `from . import x`. */
  module: string;
  /** What stands after `from ... import` (`*` included), without `as` names; empty for `import a.b`. */
  names: readonly string[];
}

/** The files of a repository that an import may run, each list in the order in which Python would try them. */
export interface ResolvedImport {
  /** The module itself. Several where only the run-time `sys.path` could tell; none where it isn't in the repository. */
  module: readonly string[];
  /** `__init__.py` of the packages on the way to it, outermost first; importing a module runs them. */
  packages: readonly string[];
  /** Imported names that are modules themselves (`from package import module`), with their files. */
  submodules: ReadonlyMap<string, readonly string[]>;
}

/** Finds the files behind Python modules in one set of paths. */
export interface ModuleResolver {
  /** Files of an import that stands in `file`, when `entryFile` is the script that Prefect loads. */
  resolveImport(statement: ImportStatement, file: string, entryFile?: string): ResolvedImport;
  /** Files of a dotted module that is imported from the folder `workingDirectory` (an entry point `a.b:flow`). */
  resolveModule(module: string, workingDirectory: string): readonly string[];
  /** Whether a build gives this name, or one below it, to a folder of another name. */
  isRenamed(module: string): boolean;
}

/** All files that an import may run, without doubles. */
export function filesOfImport(resolved: ResolvedImport): string[] {
  return [
    ...new Set([...resolved.packages, ...resolved.module, ...[...resolved.submodules.values()].flat()]),
  ];
}

/**
 * Resolves imports against `paths` (relative to the repository's root, forward slashes).
 *
 * What `sys.path` holds at run time is known only in part: Prefect puts the script's own folder and the working
 * directory first (`prefect.utilities.importtools.load_script_as_module`); `PYTHONPATH`, an installed project or
 * code that edits `sys.path` add others. So a module is looked for in two steps, and each step gives every
 * candidate it finds:
 * 1. near: the script's folder, the repository's root and the projects that the script is in, each with its `src`,
 *    the root of the importing file's own package, and what the builds of those projects rename;
 * 2. only when nothing is near: every folder of the repository from which the dotted name leads to a file,
 *    folders inside packages left out, and what other projects rename; not for names that Python or Prefect themselves
 *    answer.
 *
 * @param renamed packages that lie in folders of other names
 */
export function createModuleResolver(
  paths: ReadonlySet<string>,
  renamed: readonly PackageFolder[] = [],
): ModuleResolver {
  const byLastPart = new Map<string, string[]>();
  for (const path of paths) {
    const part = lastModulePart(path);
    if (part === undefined) continue;
    const known = byLastPart.get(part);
    if (known) known.push(path);
    else byLastPart.set(part, [path]);
  }
  const nearRootsOf = new Map<string, readonly string[]>();
  const found = new Map<string, readonly string[]>();

  /** Folders that are near for an import in `folder` of a script in `entryFolder`. */
  function nearRoots(folder: string, entryFolder: string): readonly string[] {
    const key = `${entryFolder}\0${folder}`;
    let roots = nearRootsOf.get(key);
    if (!roots) {
      const own = [entryFolder, "", ...foldersAbove(entryFolder).filter(isProject)];
      const withSource = own.flatMap((root) => [root, join(root, "src")]);
      roots = [...new Set([...withSource, packageRoot(folder)])];
      nearRootsOf.set(key, roots);
    }
    return roots;
  }

  function isProject(folder: string): boolean {
    return projectFiles.some((name) => paths.has(join(folder, name)));
  }

  function isPackage(folder: string): boolean {
    return folder !== "" && paths.has(`${folder}/__init__.py`);
  }

  /** The folder from which a file in `folder` is imported: the first one upwards that is no package. */
  function packageRoot(folder: string): string {
    let root = folder;
    while (isPackage(root)) root = parent(root);
    return root;
  }

  /** A regular package wins over a module of the same name, as in `importlib`'s `FileFinder`. */
  function moduleIn(root: string, slashed: string): string | undefined {
    const base = slashed === "" ? root : join(root, slashed);
    if (paths.has(`${base}/__init__.py`)) return `${base}/__init__.py`;
    return paths.has(`${base}.py`) ? `${base}.py` : undefined;
  }

  function findModule(module: string, folder: string, entryFolder: string): readonly string[] {
    const key = `${entryFolder}\0${folder}\0${module}`;
    let files = found.get(key);
    if (!files) {
      const slashed = module.replaceAll(".", "/");
      const near = nearRoots(folder, entryFolder).map((root) => moduleIn(root, slashed));
      near.push(...renamedFiles(module, ({ project }) => isInside(entryFolder, project)));
      files = [...new Set(near.filter((file) => file !== undefined))];
      if (files.length === 0) files = findAnywhere(module, slashed, folder, entryFolder);
      found.set(key, files);
    }
    return files;
  }

  function findAnywhere(module: string, slashed: string, folder: string, entryFolder: string): string[] {
    if (answeredElsewhere(module)) return [];
    const candidates = byLastPart.get(module.slice(module.lastIndexOf(".") + 1)) ?? [];
    const surrounding = new Set([folder, ...foldersAbove(folder), ...foldersAbove(entryFolder)]);
    const found = candidates.filter((path) => {
      const root = rootOf(path, slashed);
      return root !== undefined && (!isPackage(root) || surrounding.has(root));
    });
    return [...new Set([...found, ...renamedFiles(module, () => true)])];
  }

  /** Files of a module by the names that builds give to folders. */
  function renamedFiles(module: string, isWanted: (one: PackageFolder) => boolean): string[] {
    return renamed.filter(isWanted).flatMap((one) => {
      const below = one.package === "" ? module : module.slice(one.package.length + 1);
      const isOf = one.package === "" || module === one.package || module.startsWith(`${one.package}.`);
      const file = isOf ? moduleIn(one.folder, below.replaceAll(".", "/")) : undefined;
      return file === undefined ? [] : [file];
    });
  }

  /** `__init__.py` of the packages that lead to `file` when its dotted name has `depth` parts. */
  function packagesOf(file: string, depth: number): string[] {
    const packages: string[] = [];
    let folder = parent(file.endsWith("/__init__.py") ? parent(file) : file);
    for (let left = depth - 1; left > 0; left--) {
      if (isPackage(folder)) packages.unshift(`${folder}/__init__.py`);
      folder = parent(folder);
    }
    return packages;
  }

  function resolveAbsolute(statement: ImportStatement, folder: string, entryFolder: string): ResolvedImport {
    const find = (module: string) => findModule(module, folder, entryFolder);
    const parts = statement.module.split(".");
    const packages = new Set<string>();
    for (let depth = 1; depth < parts.length; depth++) {
      for (const file of find(parts.slice(0, depth).join("."))) packages.add(file);
    }
    const module = find(statement.module);
    for (const file of module) {
      for (const init of packagesOf(file, parts.length)) packages.add(init);
    }
    const submodules = new Map<string, readonly string[]>();
    for (const name of statement.names) {
      if (name === "*") continue;
      const files = find(`${statement.module}.${name}`);
      if (files.length === 0) continue;
      submodules.set(name, files);
      for (const file of files) for (const init of packagesOf(file, parts.length + 1)) packages.add(init);
    }
    for (const file of module) packages.delete(file);
    return { module, packages: [...packages], submodules };
  }

  function resolveRelative(statement: ImportStatement, folder: string, entryFolder: string): ResolvedImport {
    let base = folder;
    for (let dots = statement.level; dots > 1; dots--) {
      if (base === "") return nothing;
      base = parent(base);
    }
    const slashed = statement.module.replaceAll(".", "/");
    const find = (path: string) => findBelow(base, path, folder, entryFolder);
    const module = find(slashed);
    const submodules = new Map<string, readonly string[]>();
    for (const name of statement.names) {
      const files = name === "*" ? [] : find(slashed === "" ? name : `${slashed}/${name}`);
      if (files.length > 0) submodules.set(name, files);
    }
    const packages = new Set<string>();
    for (const file of [...module, ...[...submodules.values()].flat()]) {
      for (const init of packagesBetween(base, file)) packages.add(init);
    }
    for (const file of module) packages.delete(file);
    return { module, packages: [...packages], submodules };
  }

  /** The module at `slashed` below the package `base`; the package itself for an empty `slashed`. */
  function findBelow(base: string, slashed: string, folder: string, entryFolder: string): readonly string[] {
    const own = slashed === "" ? initOf(base) : moduleIn(base, slashed);
    const files = new Set(own === undefined ? [] : [own]);
    if (slashed === "" || (own !== undefined && isPackage(base))) return [...files];
    if (!isPackage(base)) {
      // Without `__init__.py` it may be one of several folders that make up a package.
      const parts = base.split("/");
      for (const at of parts.keys()) {
        const name = [...parts.slice(at), ...slashed.split("/")].filter(Boolean).join(".");
        if (base !== "") for (const file of findModule(name, folder, entryFolder)) files.add(file);
      }
    }
    // Prefect makes a package of the script: of its folder and the working directory, which may be any above it.
    const scriptFolders = [entryFolder, ...foldersAbove(entryFolder)];
    if (files.size === 0 && scriptFolders.includes(base)) {
      for (const start of scriptFolders) {
        const file = moduleIn(start, slashed);
        if (file !== undefined) files.add(file);
      }
    }
    return [...files];
  }

  function initOf(folder: string): string | undefined {
    return isPackage(folder) ? `${folder}/__init__.py` : undefined;
  }

  /** `__init__.py` of `base` and of the packages below it on the way to `file`. */
  function packagesBetween(base: string, file: string): string[] {
    const own = file.endsWith("/__init__.py") ? parent(file) : file;
    return [parent(own), ...foldersAbove(parent(own))]
      .filter(
        (folder) => isPackage(folder) && (base === "" || folder === base || folder.startsWith(`${base}/`)),
      )
      .map((folder) => `${folder}/__init__.py`)
      .reverse();
  }

  return {
    resolveImport(statement, file, entryFile = file) {
      const folder = parent(file);
      return statement.level > 0
        ? resolveRelative(statement, folder, parent(entryFile))
        : resolveAbsolute(statement, folder, parent(entryFile));
    },
    resolveModule: (module, workingDirectory) => findModule(module, workingDirectory, workingDirectory),
    isRenamed: (module) =>
      renamed.some((one) => one.package === module || one.package.startsWith(`${module}.`)),
  };
}

/** What stands in the top folder of a project, in a repository of several too. */
const projectFiles = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "prefect.yaml"] as const;

const nothing: ResolvedImport = { module: [], packages: [], submodules: new Map() };
