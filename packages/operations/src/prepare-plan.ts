import { type Plan, readTagged, tagsOf } from "#deployment-plan";
import { type Fault, throwIfAny } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import type { Repository } from "#git";
import type { ConnectionInputs, PrefectClient } from "#prefect-api";
import type { DeploymentDefinition } from "#prefect-project";
import type { Archive } from "#server-records";
import { connect } from "./connect.ts";
import type { Detected } from "./detected.ts";
import type { PlanValues } from "./options/index.ts";
import { collectSecrets, secretVariables } from "./secrets.ts";
import { openSource, projectFiles, type Source, workingSource } from "./source.ts";
import { besideBroken, withoutRemoved } from "./stages/broken-files.ts";
import { buildSelected, nameDefinitions, setUpWorkshop, type Workshop } from "./stages/build.ts";
import type { StepOutputs } from "./stages/build-steps.ts";
import { contradictions } from "./stages/contradictions.ts";
import { decide, read } from "./stages/decide.ts";
import { load } from "./stages/load.ts";
import type { NamedDefinition } from "./stages/named-definition.ts";
import { type Selected, select } from "./stages/select.ts";
import { selectable } from "./stages/selectable.ts";
import { templatesOf } from "./stages/templates.ts";
import type { Surroundings } from "./surroundings.ts";

export type PlanOptions = PlanValues &
  Surroundings & {
    connection: ConnectionInputs;
    /** Lets the plan's digest cover the values that are masked in it. */
    planKey?: string | undefined;
    /** What of the files belongs to the scope; the patterns among the selected unless given. */
    scopePatterns?: readonly string[] | undefined;
    /** What check-imports learned of flows, by entry point: for `flow-reader: image`. */
    imported?: ReadonlyMap<string, FlowReading> | undefined;
    importedCommit?: string | undefined;
    /** What a detection told of the selection. */
    detected?: Detected | undefined;
  };

/** All that a plan is made of, before anything is built. */
export interface Preparation {
  client: PrefectClient;
  repository: Repository;
  source: Source;
  workshop: Workshop;
  /** Every definition of the files. */
  definitions: readonly DeploymentDefinition[];
  /** Those of them that the selection may mean, with their names. */
  named: readonly NamedDefinition[];
  selection: Selected;
  /** What is wrong with files that can't be read; the rest is gone on with. */
  broken: readonly Fault[];
  /** Texts that must not be shown. */
  secrets: Set<string>;
}

/**
 * Connects, reads the definitions and selects. Writes nothing.
 *
 * @throws FaultError with everything that is wrong with the connection, the files and the selection
 */
export async function prepare(given: PlanOptions): Promise<Preparation> {
  throwIfAny(contradictions(given));
  const secrets = new Set([...secretVariables(given.env), ...(given.githubToken ? [given.githubToken] : [])]);
  const options = { ...given, reporter: collectSecrets(given.reporter, secrets) };
  const [client, { repository, source, definitions, broken }] = await Promise.all([
    connect(options),
    readFiles(options),
  ]);
  const repositoryName = options.ci.repository;
  const workshop = setUpWorkshop({ ...options, repositoryName }, source, templatesOf(client));
  const [named, tagged] = await Promise.all([
    nameDefinitions(workshop, selectable(definitions, options)),
    readTagged(client, tagsOf(options.deployments)),
  ]);
  const asked = await besideBroken(broken, async () => select(named, options, tagged));
  const selection = withoutRemoved(asked, broken, options.reporter);
  return { client, repository, source, workshop, definitions, named, selection, broken, secrets };
}

/** What the checked-out files say, before anything is asked of the server. */
async function readFiles(options: PlanOptions) {
  const repository = await openSource(options);
  const source = await workingSource(repository);
  const isRemoving =
    options.removed.length > 0 || [...(options.detected?.changes.values() ?? [])].includes("removed");
  const { strict } = options;
  const loaded = await load(source, projectFiles(options), options.reporter, { isRemoving, strict });
  return { repository, source, ...loaded };
}

/**
 * Builds what is selected and compares it with the server. Writes nothing.
 *
 * @param archive what is remembered of what left the files before
 * @param outputs of the build and push steps that have been run
 * @throws FaultError with everything that is wrong with definitions, flows and work pools
 */
export async function planOf(
  { client, source, workshop, selection, broken }: Preparation,
  options: PlanOptions,
  archive: Archive,
  outputs?: StepOutputs,
): Promise<Plan> {
  return besideBroken(broken, async () => {
    const reading = read(client, selection);
    const built = await buildSelected(workshop, selection.selected, outputs);
    return decide(client, selection, built, reading, options, source.commit, archive);
  });
}
