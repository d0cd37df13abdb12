import { noCiRun } from "#ci-run";
import { runLocally } from "#command";
import { selectorOf } from "#deployment-plan";
import { type Fault, FaultError, silentReporter } from "#diagnostics";
import { createFlowReader } from "#flow-source";
import { openRepository } from "#git";
import { defaultsOf } from "#input-values";
import { type ApplyOptions, applyDeployments, applyOptions } from "#operations";
import { type DeploymentDefinition, readProject } from "#prefect-project";

/** What ours did with one deployment of a file. */
export interface Applied {
  name: string;
  /** Why it was refused; empty where it was stored. */
  reasons: string[];
  /** Parameters whose schema is reported as approximate. */
  approximate: string[];
}

export interface AppliedFile {
  /** Why the whole file is refused. */
  faults: string[];
  deployments: Applied[];
}

export interface ApplyRequest {
  folder: string;
  file: string;
  apiUrl: string;
  env: Readonly<Record<string, string>>;
}

/** Applies a file to an empty server: at once where nothing is wrong with it, else one deployment after another. */
export async function applyOurs(request: ApplyRequest): Promise<AppliedFile> {
  const repository = await openRepository(runLocally, request.folder);
  const tree = repository.workingTree();
  const { definitions, faults } = await readProject(tree, { prefectFiles: [request.file] });
  if (faults.length > 0) return { faults: faults.map(messageOf), deployments: [] };
  const all = definitions.length > 0 ? await apply(request, "all") : [];
  if (Array.isArray(all)) {
    return { faults: [], deployments: definitions.map((definition) => whatBecame(definition, all)) };
  }
  const flows = createFlowReader({ mode: "static", tree, run: runLocally, cwd: request.folder });
  const deployments: Applied[] = [];
  for (const definition of definitions) {
    const applied = await apply(request, selectorOf(await keyOf(definition, flows)));
    deployments.push(
      Array.isArray(applied)
        ? whatBecame(definition, applied)
        : { name: definition.name, reasons: applied.faults.map(messageOf), approximate: [] },
    );
  }
  return { faults: [], deployments };
}

interface Outcome {
  key: string;
  faults: string[];
  notes: readonly string[];
}

async function apply(request: ApplyRequest, selector: string): Promise<Outcome[] | FaultError> {
  try {
    const { plan, execution } = await applyDeployments(optionsFor(request, selector));
    return plan.deployments.map(({ key, notes }) => ({
      key,
      faults: execution.failed.filter((failed) => failed.key === key).map(({ fault }) => messageOf(fault)),
      notes,
    }));
  } catch (error) {
    if (error instanceof FaultError) return error;
    throw error;
  }
}

function optionsFor({ folder, file, apiUrl, env }: ApplyRequest, selector: string): ApplyOptions {
  return {
    ...defaultsOf(applyOptions),
    run: runLocally,
    folder,
    env,
    reporter: silentReporter,
    ci: noCiRun,
    connection: { apiUrl },
    prefectFile: [file],
    deployments: [selector],
    flowReader: "static",
    paused: "as-declared",
    buildSteps: "ignore",
    unsetVariables: "empty",
    recordCommit: "never",
    allowOlder: true,
  };
}

/** `flow/name` where the flow can be named; two flows may have deployments of one name. */
async function keyOf(
  { name, entrypoint }: DeploymentDefinition,
  flows: ReturnType<typeof createFlowReader>,
): Promise<string> {
  if (entrypoint === null || name.includes("{{") || entrypoint.includes("{{")) return name;
  try {
    return `${(await flows.read(entrypoint)).name}/${name}`;
  } catch (error) {
    if (error instanceof FaultError) return name;
    throw error;
  }
}

const APPROXIMATE = /^The schema of the parameter (\w+) is approximate/;

function whatBecame({ name }: DeploymentDefinition, outcomes: readonly Outcome[]): Applied {
  const own = outcomes.filter(({ key }) => outcomes.length === 1 || key.endsWith(`/${name}`));
  return {
    name,
    reasons: own.flatMap(({ faults }) => faults),
    approximate: own.flatMap(({ notes }) => notes.flatMap((note) => APPROXIMATE.exec(note)?.[1] ?? [])),
  };
}

function messageOf({ message }: Fault): string {
  return message;
}
