import { type Config, type ConfigValue, canonicalText, toJson, toJsonObject } from "../config-value.ts";
import type { Path } from "../model/coerce.ts";
import type { YamlNode } from "../yaml/nodes.ts";
import type { Smoke } from "./cicd.ts";
import type { DeploymentDefinition, Step } from "./definition.ts";
import { entryFolder, entryPointFromRoot } from "./entry-folder.ts";
import { declaredInputs, inputsOfSteps } from "./inputs.ts";
import { locate } from "./locate.ts";
import { meaningOf } from "./meaning.ts";
import type { DefaultWorkPool } from "./prefect-settings.ts";
import { effectiveSteps, type Section, type Sections } from "./steps.ts";

/** What only this package needs of a definition: values that still know int from float. */
export interface DefinitionSource {
  /** The deployment's configuration with its own steps, defaults filled in. */
  config: Config;
  /** The steps of its file. */
  sections: Sections;
  /** The work pool that the settings of its folder name. */
  defaultPool(): DefaultWorkPool;
}

/** Where a definition is read. */
export interface DefinitionPlace {
  file: string;
  /** Every file of the repository. */
  paths: ReadonlySet<string>;
  /** The work pool that the settings of a folder name for deployments without one. */
  defaultPool(folder: string): DefaultWorkPool;
}

const sources = new WeakMap<DeploymentDefinition, DefinitionSource>();

/** The source of a definition that `readProject` made. */
export function sourceOf(definition: DeploymentDefinition): DefinitionSource {
  const source = sources.get(definition);
  if (!source) throw new Error(`The definition of ${definition.name} was not made by readProject.`);
  return source;
}

export interface FileSteps {
  sections: Sections;
  /** The document that holds a section: the file's own, else the base file's. */
  rootOf(section: string): YamlNode | undefined;
}

/** A definition whose parts are made when they are asked for: most of thousands are only counted. */
export function makeDefinition(
  raw: Config,
  { smoke, inputs, keep }: { smoke: Smoke | null; inputs: readonly string[]; keep: boolean },
  { sections, rootOf }: FileSteps,
  root: YamlNode,
  path: Path,
  { file, paths, defaultPool }: DefinitionPlace,
): DeploymentDefinition {
  const steps = effectiveSteps(raw, sections);
  const entrypoint = raw.get("entrypoint");
  const withoutSteps = () => {
    const config = new Map(raw);
    for (const key of ["build", "push", "pull"]) config.delete(key);
    return config;
  };
  const folder = typeof entrypoint === "string" ? entryFolder(entrypoint, file, paths) : "";
  const stepsAsJson = (list: Config[]) => list.map((step) => toJson(step) as Step);
  const made: DeploymentDefinition = {
    name: String(raw.get("name")),
    file,
    entrypoint: typeof entrypoint === "string" ? entryPointFromRoot(entrypoint, file, paths) : null,
    folder,
    smoke,
    keep,
    get inputs() {
      return [...declaredInputs(inputs, folder), ...inputsOfSteps(steps, folder)];
    },
    get location() {
      return locate(root, path);
    },
    get config() {
      return toJsonObject(withoutSteps());
    },
    get build() {
      return stepsAsJson(steps.build);
    },
    get push() {
      return stepsAsJson(steps.push);
    },
    get pull() {
      return steps.pull && stepsAsJson(steps.pull);
    },
    get fingerprint() {
      const { build, push, pull } = steps;
      const config = meaningOf(withoutSteps());
      const parts: { [part: string]: ConfigValue } = { config, build, push, pull };
      const byDefault = namesPool(raw) ? null : defaultPool(folder).name;
      if (byDefault !== null) parts.defaultPool = byDefault;
      return canonicalText(new Map(Object.entries(parts)));
    },
    locate(inside) {
      // Steps that a file gives to all its deployments stand there, or in the base file.
      const shared = steps.ofFile.has(inside[0] as Section) ? rootOf(String(inside[0])) : undefined;
      return shared ? locate(shared, inside) : locate(root, [...path, ...inside]);
    },
  };
  sources.set(made, { config: raw, sections, defaultPool: () => defaultPool(folder) });
  return made;
}

function namesPool(config: Config): boolean {
  const pool = config.get("work_pool");
  return pool instanceof Map && (pool.get("name") ?? null) !== null;
}
