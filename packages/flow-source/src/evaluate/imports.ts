import { prefectRequirements } from "../imports/prefect-requirements.ts";
import { standardLibrary } from "../imports/standard-library.ts";
import { external } from "./canonical-names.ts";
import type { Evaluation, ImportedModules } from "./evaluation.ts";
import { unknown, type Value } from "./values.ts";

/** What import statements bind, and under which names files were imported. */
export class Imports implements ImportedModules {
  private readonly evaluation: Evaluation;
  private readonly importNames = new Map<string, string>();

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  module(module: string, level: number, importer: string, names: readonly string[]): Value {
    if (level === 0 && isLoaded(module)) return external(module);
    const resolved = this.evaluation.modules.resolver.resolveImport(
      { level, module, names },
      importer,
      this.evaluation.entryFile,
    );
    const [file] = resolved.module;
    if (file !== undefined) {
      this.noteImport(file, module, level, importer);
      return { kind: "module", name: module, file, importer };
    }
    if (level > 0) return { kind: "module", name: "", file: undefined, importer };
    return this.externalOrNamespace(module, importer);
  }

  /** A dotted name without a file of its own: a folder that holds modules of the repository, or another package. */
  private externalOrNamespace(name: string, importer: string): Value {
    const slashed = `${name.replaceAll(".", "/")}/`;
    const inside = this.evaluation.modules.folders.some(
      (folder) => folder === slashed || folder.endsWith(`/${slashed}`),
    );
    return inside || this.evaluation.modules.resolver.isRenamed(name)
      ? { kind: "module", name, file: undefined, importer }
      : external(name);
  }

  member(module: string, level: number, member: string, importer: string): Value {
    if (level === 0 && isLoaded(module)) return external(join(module, member));
    const resolved = this.evaluation.modules.resolver.resolveImport(
      { level, module, names: [member] },
      importer,
      this.evaluation.entryFile,
    );
    const [file] = resolved.module;
    if (file !== undefined) this.noteImport(file, module, level, importer);
    const own = file === undefined ? undefined : this.moduleMember(file, member, importer);
    if (own) return own;
    const [submodule] = resolved.submodules.get(member) ?? [];
    if (submodule !== undefined) {
      this.noteImport(submodule, join(module, member), level, importer);
      return { kind: "module", name: join(module, member), file: submodule, importer };
    }
    if (file !== undefined || level > 0) {
      return unknown(`\`${member}\` isn't found in ${file ?? `the import of ${importer}`}`);
    }
    return this.externalOrNamespace(join(module, member), importer);
  }

  private moduleMember(file: string, member: string, importer: string): Value | undefined {
    // `from . import x` inside an `__init__.py` asks itself: then only the submodule counts.
    return file === importer ? undefined : this.ownName(member, file);
  }

  attribute(module: Extract<Value, { kind: "module" }>, name: string): Value {
    const own = module.file === undefined ? undefined : this.ownName(name, module.file);
    if (own) return own;
    if (module.name === "") return unknown(`\`${name}\` isn't found in ${module.file ?? module.importer}`);
    const submodule = this.module(join(module.name, name), 0, module.importer, []);
    if (submodule.kind === "module" || module.file === undefined) return submodule;
    return unknown(`\`${name}\` isn't found in ${module.file}`);
  }

  mayBeAbsent(module: string, importer: string): boolean {
    const top = module.split(".", 1)[0] ?? "";
    if (isLoaded(module) || prefectRequirements.has(top)) return false;
    return this.module(module, 0, importer, []).kind === "external";
  }

  /** A name of the module in a file, once its import is over. */
  private ownName(name: string, file: string): Value | undefined {
    const module = this.evaluation.module(file);
    return module ? this.evaluation.inModule(name, module, undefined) : unknown(`${file} isn't read yet`);
  }

  nameOf(file: string): string {
    return this.importNames.get(file) ?? stemOf(file);
  }

  private noteImport(file: string, module: string, level: number, importer: string): void {
    if (this.importNames.has(file) || file === this.evaluation.entryFile) return;
    if (level === 0) {
      this.importNames.set(file, module);
      return;
    }
    // The script itself counts as a package of its own name.
    const isPackage = importer === this.evaluation.entryFile || importer.endsWith("/__init__.py");
    const parts = this.nameOf(importer).split(".");
    const base = parts.slice(0, parts.length - (level - (isPackage ? 1 : 0)));
    this.importNames.set(file, [...base, ...(module === "" ? [] : [module])].join("."));
  }
}

/** Modules that Prefect has loaded before it loads a flow: a file of the repository never takes their place. */
function isLoaded(module: string): boolean {
  const top = module.split(".", 1)[0] ?? "";
  return (
    standardLibrary.has(top) ||
    /^(prefect|pydantic|pydantic_core|typing_extensions|annotated_types)$/.test(top)
  );
}

function stemOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.py$/, "");
}

function join(module: string, member: string): string {
  return module === "" ? member : `${module}.${member}`;
}
