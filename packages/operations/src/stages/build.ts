import { createHash } from "node:crypto";
import { type Fault, FaultError, type Reporter, toldOnce, warnsOnce } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import { shortCommit } from "#git";
import {
  type BuildContext,
  type Built,
  buildDesiredDeployment,
  type DeploymentDefinition,
  type DesiredDeployment,
  deploymentName,
  deriveVersion,
  duplicateFaults,
  type Overrides,
  type ServerValues,
} from "#prefect-project";
import type { PlanValues } from "../options/index.ts";
import type { Source } from "../source.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Outputs, StepOutputs } from "./build-steps.ts";
import { type FlowCatalog, flowCatalog } from "./flow-catalog.ts";
import { type NamedDefinition, UNKNOWN_FLOW } from "./named-definition.ts";

/** What decides what a definition comes to. */
export type BuildOptions = Pick<
  PlanValues,
  | (
      | "branch"
      | "pin"
      | "pinFolder"
      | "namePrefix"
      | "tags"
      | "workPool"
      | "workQueue"
      | "jobVariables"
      | "schedules"
    )
  | ("unsetVariables" | "buildSteps" | "flowReader" | "python" | "passEnvironment")
> &
  Pick<Surroundings, "run" | "env" | "reporter"> & {
    /** What check-imports learned of flows, by entry point: for `flow-reader: image`. */
    imported?: ReadonlyMap<string, FlowReading> | undefined;
    /** The commit that it learned that of. */
    importedCommit?: string | undefined;
    /** `as-written`: for a plan that holds two commits against each other. */
    placeholders?: BuildContext["placeholders"];
    /** `owner/name` or address of the repository: only its own clones are pinned. */
    repositoryName: string | undefined;
  };

/** All that definitions of one source are built with; each is built once, and each flow read once. */
export interface Workshop {
  context: Omit<BuildContext, "readFlow">;
  flows: FlowCatalog;
  built: Map<DeploymentDefinition, Promise<Built>>;
  reporter: Reporter;
}

/**
 * @param templates the server's blocks and variables; null without a server
 * @throws FaultError where flows are to be read as they were imported at another commit
 */
export function setUpWorkshop(
  options: BuildOptions,
  { root, commit, tree, remote }: Source,
  templates: ServerValues | null,
): Workshop {
  refuseOtherCommit(options, commit);
  return {
    flows: flowCatalog(options, tree, root),
    context: {
      templates,
      env: options.env,
      ...(options.placeholders ? { placeholders: options.placeholders } : {}),
      unsetVariables: options.unsetVariables,
      overrides: overridesOf(options, commit, remote),
      derivedVersion: deriveVersion(options.env, { commit, origin: remote }),
      workingDirectory: root,
      async fileHash(path) {
        const content = await tree.read(path);
        return content === undefined ? undefined : createHash("md5").update(content).digest("hex");
      },
      buildSteps: options.buildSteps,
    },
    built: new Map(),
    // Deployments of one file share its steps, and a plan may be made twice.
    reporter: warnsOnce(options.reporter),
  };
}

/** What was imported at another commit says nothing of this one's flows. */
function refuseOtherCommit({ importedCommit: imported }: BuildOptions, commit: string): void {
  if (imported === undefined || imported === commit) return;
  throw new FaultError({
    code: "result-file-unknown",
    message: `The imports-file is of commit ${shortCommit(imported)}, and ${shortCommit(commit)} is checked out.`,
    fix: "Hand on the file of a check-imports of the same run, at the same commit.",
  });
}

/** Finds out what definitions are called on the server. */
export function nameDefinitions(
  workshop: Workshop,
  definitions: readonly DeploymentDefinition[],
): Promise<NamedDefinition[]> {
  return Promise.all(definitions.map((definition) => nameOne(workshop, definition)));
}

/** What was selected, built as far as it has no faults. */
export interface BuiltSelection {
  desired: DesiredDeployment[];
  faults: Fault[];
}

/**
 * Builds what was selected, as far as it has no faults; tells every fault, and what would overwrite another.
 *
 * @param outputs of the build and push steps that have been run
 */
export async function buildSelected(
  workshop: Workshop,
  selected: readonly NamedDefinition[],
  outputs: StepOutputs = new Map(),
): Promise<BuiltSelection> {
  const built = await Promise.all(
    selected.map(({ definition }) => buildOne(workshop, definition, outputs.get(definition))),
  );
  for (const warning of toldOnce(built.flatMap((one) => one.warnings))) workshop.reporter.warning(warning);
  const named = selected
    .filter(({ key }) => !key.startsWith(`${UNKNOWN_FLOW}/`))
    .map(({ key, definition: { location } }) => ({ key, location }));
  const faults = [...built.flatMap((one) => one.faults), ...duplicateFaults(named)];
  return {
    desired: uniqueBy(
      built.flatMap(({ deployment }) => deployment ?? []),
      ({ key }) => key,
    ),
    // Deployments of one flow share its faults.
    faults: toldOnce(faults),
  };
}

function buildOne(
  { context, flows, built }: Workshop,
  definition: DeploymentDefinition,
  outputs?: Outputs,
): Promise<Built> {
  const known = outputs ? undefined : built.get(definition);
  if (known) return known;
  const location = definition.locate(["entrypoint"]);
  const readFlow = (entrypoint: string) => flows.read(entrypoint, location);
  const buildSteps = outputs ?? context.buildSteps;
  const one = buildDesiredDeployment(definition, { ...context, readFlow, buildSteps });
  built.set(definition, one);
  return one;
}

async function nameOne(workshop: Workshop, definition: DeploymentDefinition): Promise<NamedDefinition> {
  const { name, entrypoint } = definition;
  // Its build tells that the entry point is missing, and what placeholders stand for.
  if (entrypoint === null || [entrypoint, name].some((text) => text.includes("{{"))) {
    const { deployment, faults } = await buildOne(workshop, definition);
    const key = deployment?.key ?? `${UNKNOWN_FLOW}/${name}`;
    return { definition, key, unprefixedKey: `${deployment?.flowName ?? UNKNOWN_FLOW}/${name}`, faults };
  }
  const own = deploymentName(name, workshop.context.overrides?.namePrefix);
  try {
    const flow = await workshop.flows.name(entrypoint, definition.locate(["entrypoint"]));
    return { definition, key: `${flow.name}/${own}`, unprefixedKey: `${flow.name}/${name}`, faults: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const faults: readonly Fault[] = error.faults;
    return { definition, key: `${UNKNOWN_FLOW}/${own}`, unprefixedKey: `${UNKNOWN_FLOW}/${name}`, faults };
  }
}

function uniqueBy<T>(list: readonly T[], identify: (one: T) => string): T[] {
  return [...new Map(list.toReversed().map((one) => [identify(one), one])).values()].toReversed();
}

function overridesOf(options: BuildOptions, commit: string, remote: string | null): Overrides {
  const { branch, pin, pinFolder, namePrefix, tags, workPool, workQueue, jobVariables, schedules } = options;
  return {
    branch,
    ...(pin === "commit" ? { commit, pinFolder } : {}),
    // Another repository has neither this branch nor this commit: its clone steps stay as they are.
    repository: [options.repositoryName, remote].filter((address) => typeof address === "string"),
    namePrefix,
    tags,
    workPool,
    workQueue,
    jobVariables,
    // Live schedules keep their state by the plan; new ones are as declared.
    schedules: schedules === "keep" ? "as-declared" : schedules,
  };
}
