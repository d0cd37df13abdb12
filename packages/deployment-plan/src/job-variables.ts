import { type Fault, formatFault } from "#diagnostics";
import { isObject, type Json, type JsonObject } from "#json";
import type { PrefectClient, WorkPool } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import {
  blockIdsOf,
  type JobVariableCheck,
  type JobVariableProblem,
  jobVariableCheck,
  jobVariableFault,
} from "#work-pool";
import type { PlannedDeployment } from "./plan.ts";

/** A check of job variables for each pool of these deployments that exists. */
export async function jobVariableChecks(
  client: PrefectClient,
  desired: readonly DesiredDeployment[],
  pools: ReadonlyMap<string, WorkPool | undefined>,
): Promise<Map<string, JobVariableCheck>> {
  const checks = new Map<string, JobVariableCheck>();
  for (const name of new Set(desired.map(({ fields }) => fields.work_pool_name))) {
    const pool = pools.get(name);
    if (pool) checks.set(name, await jobVariablesOf(client, pool));
  }
  return checks;
}

/** The check of what a live work pool takes. */
export async function jobVariablesOf(client: PrefectClient, pool: WorkPool): Promise<JobVariableCheck> {
  const template = isObject(pool.base_job_template) ? pool.base_job_template : {};
  const blocks = new Map<string, Json | undefined>();
  for (const id of blockIdsOf(template)) blocks.set(id, await readBlock(client, id));
  return jobVariableCheck(template, blocks);
}

async function readBlock({ blocks }: PrefectClient, id: string): Promise<Json | undefined> {
  // Of anything else the server says that there is no such block.
  return /^[0-9a-f-]{36}$/i.test(id) ? (await blocks.read(id))?.data : undefined;
}

/** What the server will say to the job variables of a deployment. */
export interface JudgedJobVariables {
  /** Why it won't take them. */
  faults: Fault[];
  /** What it takes, and what runs will show to be wrong. */
  warnings: Fault[];
}

/** Judges the job variables of a deployment and of its triggers as if all of it were about to be made. */
export function judgeJobVariables(
  desired: DesiredDeployment,
  checks: ReadonlyMap<string, JobVariableCheck>,
): JudgedJobVariables {
  const check = checks.get(desired.fields.work_pool_name);
  if (!check) return { faults: [], warnings: [] };
  const own = check.deployment(desired.fields.job_variables);
  const triggers = desired.automations.flatMap(({ name, job_variables: given }) =>
    given && Object.keys(given).length > 0 ? triggerFaults(desired, name, check.trigger(given)) : [],
  );
  return {
    faults: [...faultsOf(desired, own.filter(isRefused)), ...triggers],
    warnings: faultsOf(
      desired,
      own.filter((problem) => !isRefused(problem)),
    ),
  };
}

/**
 * Judges what a plan will send of a deployment's job variables. What it refuses and nobody sends only makes runs fail:
 * that, and what runs will lack, goes into the plan's notes.
 *
 * @returns why the server won't take what is sent
 */
export function judgePlanned(
  desired: DesiredDeployment,
  planned: PlannedDeployment,
  checks: ReadonlyMap<string, JobVariableCheck>,
): Fault[] {
  const check = checks.get(desired.fields.work_pool_name);
  if (!check) return [];
  const { job_variables: given } = desired.fields;
  const fields = new Set(planned.changes.map(({ field }) => field));
  const isNew = planned.action === "create";
  const setsPool = fields.has("work_pool_name") || fields.has("work_queue_name");
  // The server looks at a change only where the pool is named in the same request; runs would be refused in any case.
  const isSent = isNew || fields.has("job_variables") || fields.has("work_pool_name");
  const own = check.deployment(given);
  const changed = !isNew && setsPool && fields.has("job_variables") ? check.change(given) : [];
  const refused = unique([...own.filter(isRefused), ...changed]);
  const told = isSent ? own.filter((problem) => !isRefused(problem)) : unique(own);
  planned.notes.push(...faultsOf(desired, told).map(({ message, fix }) => formatFault({ message, fix })));
  return [...(isSent ? faultsOf(desired, refused) : []), ...plannedTriggerFaults(desired, planned, check)];
}

/** A trigger's job variables are checked where the automation is made or changed. */
function plannedTriggerFaults(
  desired: DesiredDeployment,
  { automations }: PlannedDeployment,
  check: JobVariableCheck,
): Fault[] {
  return automations.flatMap(({ name, action, after }) => {
    if (!after || (action !== "create" && action !== "update")) return [];
    const given = after.job_variables;
    return isChecked(given, action, desired.fields.job_variables)
      ? triggerFaults(desired, name, check.trigger(given))
      : [];
  });
}

/** `create_automation` and `update_automation` of `prefect.server.api.automations`, each by its own rule. */
function isChecked(
  given: JsonObject | null,
  action: "create" | "update",
  deployment: JsonObject,
): given is JsonObject {
  if (given === null) return false;
  const isEmpty = Object.keys(given).length === 0;
  return !isEmpty || (action === "update" && Object.keys(deployment).length > 0);
}

function triggerFaults(
  { key, fields, automations, location }: DesiredDeployment,
  trigger: string,
  problems: readonly JobVariableProblem[],
): Fault[] {
  const place = automations.find(({ name }) => name === trigger)?.location ?? location;
  return problems.map((problem) => ({
    ...jobVariableFault(problem, { workPool: fields.work_pool_name, trigger }),
    location: place,
    deployments: [key],
  }));
}

function faultsOf(
  { key, fields, location, jobVariableLocations: places = {} }: DesiredDeployment,
  problems: readonly JobVariableProblem[],
): Fault[] {
  return problems.map((problem) => ({
    ...jobVariableFault(problem, { workPool: fields.work_pool_name }),
    location: places[problem.path[0] ?? ""] ?? location,
    deployments: [key],
  }));
}

function unique(problems: readonly JobVariableProblem[]): JobVariableProblem[] {
  const byPlace = new Map(problems.toReversed().map((problem) => [problem.path.join("\0"), problem]));
  return [...byPlace.values()].toReversed();
}

function isRefused({ kind }: JobVariableProblem): boolean {
  return kind === "refused";
}
