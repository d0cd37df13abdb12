import type { Fault } from "#diagnostics";
import type { Config } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";
import { deploymentConfig, type PrefectYaml, prefectYaml } from "../model/prefect-yaml.ts";
import { MOST_PROBLEMS, shortened } from "../model/told.ts";
import { PyDict } from "../python-value.ts";
import type { LoadedYaml } from "../yaml/load.ts";
import { cicdOf, inputsOf, keepOf, smokeOf } from "./cicd.ts";
import { withDefaults } from "./defaults.ts";
import type { DeploymentDefinition } from "./definition.ts";
import { withoutExpansions } from "./expansion.ts";
import { locate } from "./locate.ts";
import { type DefinitionPlace, makeDefinition } from "./made-definition.ts";
import { describeField, similarKey } from "./schema-help.ts";

export interface FileContext extends DefinitionPlace {
  /** `named`: the user named this very file; `found`: a glob or a folder led to it. */
  role: "base" | "named" | "found";
  base: LoadedYaml | undefined;
}

export interface ReadDefinitions {
  definitions: DeploymentDefinition[];
  faults: Fault[];
  warnings: Fault[];
}

/** Makes the definitions of one file, which may be a prefect.yaml or one bare deployment. */
export function definitionsOf(loaded: LoadedYaml, context: FileContext): ReadDefinitions {
  const { value, root } = loaded;
  const read: ReadDefinitions = { definitions: [], faults: [], warnings: [] };
  if (!root || !(value instanceof PyDict)) {
    const fault: Fault = {
      code: "definition-empty",
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
  const given = withoutExpansions(value, loaded, bare, problems);
  const yaml = bare ? bareDeployment(given, problems, ignored) : prefectYaml(given, problems, ignored);
  const inFile = (path: Path): Path => (bare ? ["deployments", 0, ...path] : path);
  const toFault = ({ path, code, message, fix = describeField(inFile(path)) }: Problem): Fault => ({
    code,
    message: shortened(message),
    location: locate(root, path),
    ...(fix ? { fix } : {}),
    ...deploymentAt(given, path),
  });
  const toWarning = (problem: Problem): Fault => {
    const near = similarKey(inFile(problem.path));
    return toFault(near === undefined ? problem : { ...problem, fix: `Did you mean ${near}?` });
  };
  const base = context.base?.value instanceof PyDict ? context.base.value : undefined;
  const sections: Config = new Map([...(base ? prefectYaml(base, [], []).steps : []), ...yaml.steps]);
  const cicd = base && context.role !== "base" ? [cicdOf(base, [], [], [])] : [];
  if (!bare) cicd.push(cicdOf(given, [], problems, ignored));
  if (!bare && !value.has("deployments") && context.role !== "base") {
    read.warnings.push({
      code: "definition-empty",
      message: "The file declares no deployment.",
      location: locate(root, []),
      fix: "A prefect.yaml has a key `deployments`, a file of one deployment a key `entrypoint`.",
    });
  }
  for (const { index, config } of yaml.deployments) {
    const path: Path = bare ? [] : ["deployments", index];
    const own: Problem[] = [];
    const places = [...cicd, cicdOf(rawAt(given, path), path, own, ignored)];
    const told = { smoke: smokeOf(places), inputs: inputsOf(places), keep: keepOf(places) };
    const complete = withDefaults(config, path, own);
    for (const problem of own) problems.push(problem);
    if (own.length > 0) continue;
    if ((config.get("name") ?? null) === null) {
      read.warnings.push({
        code: "deployment-unnamed",
        message: "This deployment has no name, and is passed over.",
        location: locate(root, path),
        fix: "Give it a name.",
      });
      continue;
    }
    const rootOf = (section: string) => (yaml.steps.has(section) ? root : context.base?.root);
    read.definitions.push(makeDefinition(complete, told, { sections, rootOf }, root, path, context));
  }
  return {
    definitions: read.definitions,
    faults: firstOf(problems, toFault, context.file, "faults"),
    warnings: [...read.warnings, ...firstOf(ignored, toWarning, context.file, "warnings")],
  };
}

/** A deployment as its file has it. */
function rawAt(file: PyDict, [section, index]: Path): PyDict {
  if (section === undefined) return file;
  const list = file.get("deployments");
  const one = Array.isArray(list) && typeof index === "number" ? list[index] : undefined;
  return one instanceof PyDict ? one : PyDict.of([]);
}

/** The deployment that a path of the file leads into. */
function deploymentAt(file: PyDict, [section, index]: Path): Pick<Fault, "deployments"> {
  const deployments = section === "deployments" ? file.get("deployments") : undefined;
  const one = Array.isArray(deployments) && typeof index === "number" ? deployments[index] : undefined;
  const name = one instanceof PyDict ? one.get("name") : undefined;
  return typeof name === "string" ? { deployments: [name] } : {};
}

/** As many as a reader fixes, and how many more there are. */
function firstOf(
  problems: readonly Problem[],
  toFault: (problem: Problem) => Fault,
  file: string,
  what: string,
): Fault[] {
  const more = problems.length - MOST_PROBLEMS;
  const told = problems.slice(0, MOST_PROBLEMS).map(toFault);
  return more > 0
    ? [
        ...told,
        { code: "more-of-the-same", message: `The file has more ${what} than these.`, location: { file } },
      ]
    : told;
}

function bareDeployment(value: PyDict, problems: Problem[], ignored: Problem[]): PrefectYaml {
  const config = deploymentConfig(ignored)(value, [], problems);
  return { steps: new Map(), deployments: config instanceof Map ? [{ index: 0, config }] : [] };
}
