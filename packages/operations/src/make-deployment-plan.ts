import type { DeployedCommit } from "#deployed-commit";
import { makePlan, type Plan, readTagged, spare, startReading, tagsOf } from "#deployment-plan";
import { throwIfAny } from "#diagnostics";
import type { Repository } from "#git";
import type { PrefectClient } from "#prefect-api";
import { type DeploymentDefinition, readProject } from "#prefect-project";
import { Builder } from "./build-desired.ts";
import type { StepOutputs } from "./build-steps.ts";
import { connect } from "./connect.ts";
import { readRecord } from "./deployed-record.ts";
import type { PlanOptions } from "./plan-options.ts";
import { removedKeys } from "./removed-keys.ts";
import { collectSecrets, secretVariables } from "./secrets.ts";
import { selectDefinitions } from "./select-definitions.ts";
import { selectable } from "./selectable.ts";
import { openSource } from "./source-options.ts";
import { templatesOf } from "./templates.ts";

/** A plan with what it was made from. */
export interface PreparedPlan {
  plan: Plan;
  /** The plan once build and push steps have been run. */
  planWith(outputs: StepOutputs): Promise<Plan>;
  client: PrefectClient;
  repository: Repository;
  /** The commit that is checked out. */
  commit: string;
  /** Texts that must not be shown. */
  secrets: string[];
  /** The commit that the server was last deployed from in full, where the plan was asked to read it. */
  recorded: DeployedCommit | null;
  /** What was selected, with its keys as in the files, and whether that is all there is. */
  selected: { definitions: DeploymentDefinition[]; fileKeys: string[]; isEverything: boolean };
}

/**
 * Reads definitions, flow code and what the server has of them, and computes what has to be done. Writes nothing.
 *
 * @throws FaultError with everything that is wrong with definitions, selection and flows
 */
export async function preparePlan(given: PlanOptions, { withRecord = false } = {}): Promise<PreparedPlan> {
  const secrets = new Set([...secretVariables(given.env), ...(given.githubToken ? [given.githubToken] : [])]);
  const options = { ...given, reporter: collectSecrets(given.reporter, secrets) };
  const [client, source] = await Promise.all([connect(options), readSource(options)]);
  const { repository, tree, commit, project } = source;
  for (const warning of project.warnings) options.reporter.warning(warning);
  throwIfAny(project.faults);
  const builder = new Builder(options, {
    templates: templatesOf(client),
    tree,
    folder: repository.root,
    commit,
    origin: repository.remoteUrl,
  });
  const [named, tagged, recorded] = await Promise.all([
    builder.name(selectable(project.definitions, options)),
    readTagged(client, tagsOf(options.deployments)),
    withRecord ? readRecord(client, options, repository) : null,
  ]);
  const { selected, removed } = selectDefinitions(named, options.deployments, options.except ?? [], tagged);
  const gone = spare(
    { selected: [], removed: removedKeys(options.removed, options.namePrefix, named) },
    options.except ?? [],
    named,
  ).removed;
  const left = [...new Set([...gone, ...removed])];
  const planWith = async (outputs?: StepOutputs) => {
    const reading = startReading(client, [...selected.map(({ key }) => key), ...left]);
    return makePlan(client, {
      ...(await builder.build(selected, outputs)),
      reading,
      removed: left.map((key) => ({ key })),
      removedPolicy: options.removedPolicy,
      tags: options.tags ?? [],
      reasons: reasonsByKey(options.reasons ?? {}, named),
      schedules: options.schedules,
      undeclaredSchedules: options.undeclaredSchedules,
      paused: options.paused,
      derivedVersion: options.derivedVersion,
      commit,
    });
  };
  return {
    plan: await planWith(),
    planWith,
    client,
    repository,
    commit,
    recorded,
    secrets: [...secrets],
    selected: {
      definitions: selected.map(({ definition }) => definition),
      fileKeys: selected.map(({ fileKey }) => fileKey),
      isEverything: selected.length === project.definitions.length,
    },
  };
}

/** What the checked-out files say, before anything is asked of the server. */
async function readSource(options: PlanOptions) {
  const repository = await openSource(options);
  const tree = repository.workingTree();
  const [commit, project] = await Promise.all([repository.head(), readProject(tree, options.files)]);
  return { repository, tree, commit, project };
}

/** Reasons come by the files' keys; the plan's keys may have a prefix. */
function reasonsByKey(
  reasons: Readonly<Record<string, string>>,
  named: readonly { key: string; fileKey: string }[],
): Map<string, string> {
  const own = named.flatMap(({ key, fileKey }) => {
    const reason = reasons[fileKey];
    return reason === undefined ? [] : [[key, reason] as const];
  });
  return new Map([...Object.entries(reasons), ...own]);
}
