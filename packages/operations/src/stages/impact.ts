import type { Plan, PlannedDeployment } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import type { Repository } from "#git";
import {
  type CallerAutomation,
  CODE_OWNERS_FILES,
  type DeploymentSide,
  danglingFaults,
  findDeploymentCalls,
  findRenames,
  impactOf,
  readCodeOwners,
  reckoningOf,
  type Surroundings,
} from "#impact";
import type { Automation, PrefectClient } from "#prefect-api";
import type { DeploymentDefinition } from "#prefect-project";
import type { Detected } from "../detected.ts";
import { type Source, sourceAt } from "../source.ts";
import { buildSelected, nameDefinitions, type Workshop } from "./build.ts";
import type { NamedDefinition } from "./named-definition.ts";
import { runsOf } from "./runs-of.ts";

/** All that is known around a plan. */
export interface PlanSurroundings {
  plan: Plan;
  repository: Repository;
  source: Source;
  workshop: Workshop;
  /** Every definition of the files. */
  definitions: readonly DeploymentDefinition[];
  detected: Detected | undefined;
  /** Those of them that the plan is about. */
  selected: readonly NamedDefinition[];
  /** Null where no server is asked. */
  client: PrefectClient | null;
}

/**
 * The plan with what hangs on each deployment that changes, and a fault for each that something still calls although
 * it goes or gets another name.
 *
 * @param only the deployments to look at; all that change unless given
 */
export async function withImpact(
  around: PlanSurroundings,
  only: (planned: PlannedDeployment) => boolean = isChange,
): Promise<{ plan: Plan; dangling: Fault[] }> {
  const { plan, detected, selected } = around;
  const unprefixedKeys = new Map(selected.map(({ key, unprefixedKey }) => [key, unprefixedKey]));
  const told = plan.deployments.map((one) => ({
    ...one,
    filesChange: detected?.changes.get(unprefixedKeys.get(one.key) ?? one.key) ?? null,
  }));
  const changed = told.filter(only);
  if (changed.length === 0) return { plan: { ...plan, deployments: told }, dangling: [] };
  const [surroundings, runs] = await Promise.all([
    surroundingsOf(around, told),
    runsOf(around.client, changed),
  ]);
  const dangling: Fault[] = [];
  const deployments = told.map((one): PlannedDeployment => {
    if (!only(one)) return one;
    const unprefixedKey = unprefixedKeys.get(one.key) ?? one.key;
    const impact = impactOf(
      {
        before: sideBefore(one),
        after: isGone(one) ? null : sideAfter(one),
        flowFile: fileOf(entrypointOf(one)),
        changedFiles: detected?.files.get(unprefixedKey) ?? [],
      },
      surroundings,
    );
    if (isGone(one)) dangling.push(...danglingFaults(one.key, impact));
    return { ...one, impact: { ...impact, runs: runs.get(one.key) ?? null } };
  });
  return { plan: { ...plan, deployments }, dangling };
}

/** Whether anything of a deployment changes, if only its code. */
export function isChange({ action, filesChange }: PlannedDeployment): boolean {
  return action !== "unchanged" || filesChange !== null;
}

/** Whether nothing runs it any more once the plan is carried out. */
export function isGone({ action }: PlannedDeployment): boolean {
  return action === "delete" || action === "archive" || action === "pause";
}

async function surroundingsOf(
  { repository, source, workshop, definitions, detected, client, plan }: PlanSurroundings,
  planned: readonly PlannedDeployment[],
): Promise<Surroundings> {
  const isOnDisk = source.commit === (await repository.head());
  const [{ calls }, automations, triggers, owners, version] = await Promise.all([
    findDeploymentCalls(
      (text, pathspecs) => repository.search(isOnDisk ? null : source.commit, text, pathspecs),
      source.tree,
    ),
    client && automationsOf(client, plan),
    triggersOf(workshop, definitions),
    ownersOf(detected?.base ? sourceAt(repository, detected.base) : source),
    client?.server.version() ?? null,
  ]);
  const renameable = (wanted: (one: PlannedDeployment) => boolean) =>
    planned.filter(wanted).map((one) => ({ key: one.key, entrypoint: entrypointOf(one) }));
  const known = new Set(
    (automations ?? []).flatMap(({ owner, name }) => (owner ? [`${owner}@${name}`] : [])),
  );
  return {
    now: new Date(plan.createdAt),
    prefect: reckoningOf(version),
    calls,
    automations,
    triggers: triggers.filter(({ owner, name }) => !known.has(`${owner}@${name}`)),
    owners,
    renames: findRenames(
      renameable(isGone),
      renameable(({ action }) => action === "create"),
    ),
  };
}

/** Automations of the server as they are once the plan is carried out: those of its own deployments are its own. */
async function automationsOf(client: PrefectClient, { deployments }: Plan): Promise<CallerAutomation[]> {
  const all = await client.automations.list();
  const owned = new Map<string, { owner: string; isDeleted: boolean }>();
  for (const { key, automations } of deployments) {
    for (const { id, action } of automations) {
      if (id !== null) owned.set(id, { owner: key, isDeleted: action === "delete" });
    }
  }
  return all
    .filter(({ id }) => !owned.get(id)?.isDeleted)
    .map((automation) => callerOf(automation, owned.get(automation.id)?.owner ?? null));
}

function callerOf(automation: Automation, owner: string | null): CallerAutomation {
  const { id, name, enabled, trigger, actions, actions_on_trigger, actions_on_resolve } = automation;
  return {
    ...{ id, name, enabled: enabled ?? true, trigger, actions, owner },
    actions_on_trigger: actions_on_trigger ?? [],
    actions_on_resolve: actions_on_resolve ?? [],
  };
}

/** The automations that the files' triggers become. Few deployments have any, so that only those are built. */
async function triggersOf(
  workshop: Workshop,
  definitions: readonly DeploymentDefinition[],
): Promise<CallerAutomation[]> {
  const withTriggers = definitions.filter(
    ({ config: { triggers } }) => Array.isArray(triggers) && triggers.length > 0,
  );
  const named = await nameDefinitions(workshop, withTriggers);
  const { desired } = await buildSelected(workshop, named);
  return desired.flatMap(({ key, automations }) =>
    automations.map(({ name, enabled, trigger }) => ({
      ...{ id: null, name, enabled, trigger, owner: key },
      actions: [{ type: "run-deployment", source: "selected", deployment_id: null }],
    })),
  );
}

async function ownersOf({ tree }: Pick<Source, "tree">) {
  const paths = await tree.paths();
  return readCodeOwners(await tree.readMany(CODE_OWNERS_FILES.filter((path) => paths.has(path))));
}

function sideBefore({ seen, flowName, name, live }: PlannedDeployment): DeploymentSide | null {
  if (seen === null) return null;
  const { fields, schedules } = seen;
  return {
    ...{ flowName, name, id: live?.id ?? null, flowId: seen.flowId },
    tags: fields.tags ?? [],
    workPool: fields.work_pool_name,
    workQueue: fields.work_queue_name,
    paused: fields.paused,
    schedules: schedules.map(({ state }) => state),
  };
}

function sideAfter(planned: PlannedDeployment): DeploymentSide {
  const { flowName, name, live, seen, changes, schedules, workPool } = planned;
  const changed = new Map(changes.map(({ field, after }) => [field, after]));
  const tags = changed.get("tags") ?? seen?.fields.tags;
  const paused = changed.get("paused") ?? seen?.fields.paused ?? false;
  return {
    ...{ flowName, name, id: live?.id ?? null, flowId: seen?.flowId ?? null },
    tags: Array.isArray(tags) ? tags.map(String) : [],
    workPool: workPool?.name ?? seen?.fields.work_pool_name ?? null,
    workQueue: workPool?.queue ?? seen?.fields.work_queue_name ?? null,
    paused: paused === true,
    schedules: schedules.flatMap(({ after }) => after ?? []),
  };
}

function entrypointOf({ changes, seen }: PlannedDeployment): string | null {
  const changed = changes.find(({ field }) => field === "entrypoint")?.after;
  return typeof changed === "string" ? changed : (seen?.fields.entrypoint ?? null);
}

/** File of an entry point; null for one that names a module. */
function fileOf(entrypoint: string | null): string | null {
  const file = entrypoint?.includes(":") ? entrypoint.slice(0, entrypoint.lastIndexOf(":")) : null;
  return file?.endsWith(".py") ? file.replace(/^(?:\.\/)+/, "") : null;
}
