import type { Fault } from "#diagnostics";
import { type Config, type ConfigValue, canonicalText, toJson, toJsonObject } from "./config-value.ts";
import { withDefaults } from "./defaults.ts";
import type { DeploymentDefinition, Step } from "./definition.ts";
import { entryFolder, entryPointFromRoot } from "./entry-folder.ts";
import { locate } from "./locate.ts";
import type { Path, Problem } from "./model/coerce.ts";
import { deploymentConfig, type PrefectYaml, prefectYaml } from "./model/prefect-yaml.ts";
import { PyDict } from "./python-value.ts";
import { describeField, similarKey } from "./schema-help.ts";
import { effectiveSteps, type Sections } from "./steps.ts";
import type { LoadedYaml } from "./yaml/load.ts";
import type { YamlNode } from "./yaml/nodes.ts";

/** What only this package needs of a definition: values that still know int from float. */
export interface DefinitionSource {
  /** The deployment's configuration with its own steps, defaults filled in. */
  config: Config;
  /** The steps of its file. */
  sections: Sections;
}

const sources = new WeakMap<DeploymentDefinition, DefinitionSource>();

/** The source of a definition that `readProject` made. */
export function sourceOf(definition: DeploymentDefinition): DefinitionSource {
  const source = sources.get(definition);
  if (!source) throw new Error(`The definition of ${definition.name} was not made by readProject.`);
  return source;
}

export interface FileContext {
  file: string;
  /** `named`: the user named this very file; `found`: a glob or a folder led to it. */
  role: "base" | "named" | "found";
  base: LoadedYaml | undefined;
  /** Every file of the repository. */
  paths: ReadonlySet<string>;
}

export interface ReadDefinitions {
  definitions: DeploymentDefinition[];
  faults: Fault[];
  warnings: Fault[];
}

/** Makes the definitions of one file, which may be a prefect.yaml or one bare deployment. */
export function definitionsOf({ value, root }: LoadedYaml, context: FileContext): ReadDefinitions {
  const read: ReadDefinitions = { definitions: [], faults: [], warnings: [] };
  if (!root || !(value instanceof PyDict)) {
    const fault: Fault = {
      message: root ? "The file must hold a mapping." : "The file is empty.",
      location: root ? locate(root, []) : { file: context.file },
      fix: "A prefect.yaml has a key `deployments` with a list of deployments.",
    };
    (context.role === "named" ? read.faults : read.warnings).push(fault);
    return read;
  }
  const problems: Problem[] = [];
  const ignored: Problem[] = [];
  const bare = !value.has("deployments") && value.has("entrypoint");
  const yaml = bare ? bareDeployment(value, problems, ignored) : prefectYaml(value, problems, ignored);
  const inFile = (path: Path): Path => (bare ? ["deployments", 0, ...path] : path);
  const toFault = ({ path, message, fix = describeField(inFile(path)) }: Problem): Fault => ({
    message,
    location: locate(root, path),
    ...(fix ? { fix } : {}),
  });
  const toWarning = (problem: Problem): Fault => {
    const near = similarKey(inFile(problem.path));
    return toFault(near === undefined ? problem : { ...problem, fix: `Did you mean ${near}?` });
  };
  const base =
    context.base?.value instanceof PyDict ? prefectYaml(context.base.value, [], []).steps : new Map();
  const sections: Config = new Map([...base, ...yaml.steps]);
  if (!bare && !value.has("deployments") && context.role !== "base") {
    read.warnings.push({
      message: "The file declares no deployment.",
      location: locate(root, []),
      fix: "A prefect.yaml has a key `deployments`, a file of one deployment a key `entrypoint`.",
    });
  }
  for (const { index, config } of yaml.deployments) {
    const path: Path = bare ? [] : ["deployments", index];
    const own: Problem[] = [];
    const complete = withDefaults(config, path, own);
    problems.push(...own);
    if (own.length > 0) continue;
    if ((config.get("name") ?? null) === null) {
      read.warnings.push({
        message: "This deployment has no name, and is passed over.",
        location: locate(root, path),
        fix: "Give it a name.",
      });
      continue;
    }
    read.definitions.push(definition(complete, sections, root, path, context));
  }
  read.faults.push(...problems.map(toFault));
  read.warnings.push(...ignored.map(toWarning));
  return read;
}

function bareDeployment(value: PyDict, problems: Problem[], ignored: Problem[]): PrefectYaml {
  const config = deploymentConfig(ignored)(value, [], problems);
  return { steps: new Map(), deployments: config instanceof Map ? [{ index: 0, config }] : [] };
}

function definition(
  raw: Config,
  sections: Sections,
  root: YamlNode,
  path: Path,
  { file, paths }: FileContext,
): DeploymentDefinition {
  const steps = effectiveSteps(raw, sections);
  const entrypoint = raw.get("entrypoint");
  const withoutSteps = () => {
    const config = new Map(raw);
    for (const key of ["build", "push", "pull"]) config.delete(key);
    return config;
  };
  const stepsAsJson = (list: Config[]) => list.map((step) => toJson(step) as Step);
  // Most of thousands of definitions are only counted: what costs time is made when it is asked for.
  const made: DeploymentDefinition = {
    name: String(raw.get("name")),
    file,
    entrypoint: typeof entrypoint === "string" ? entryPointFromRoot(entrypoint, file, paths) : null,
    folder: typeof entrypoint === "string" ? entryFolder(entrypoint, file, paths) : "",
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
      const config = withoutSteps();
      return canonicalText(new Map<string, ConfigValue>(Object.entries({ config, build, push, pull })));
    },
    locate: (inside) => locate(root, [...path, ...inside]),
  };
  sources.set(made, { config: raw, sections });
  return made;
}
