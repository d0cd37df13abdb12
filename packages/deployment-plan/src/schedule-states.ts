import pLimit from "p-limit";
import { type Fault, FaultError, type Reporter, silentReporter } from "#diagnostics";
import type { Deployment, DeploymentSchedule, PrefectClient } from "#prefect-api";
import { meansLive, readMeant } from "./live-selection.ts";
import { parseSelector } from "./selector.ts";

export type ScheduleTarget = "active" | "paused";

/** Every list but `failed` holds `flow-name/deployment-name#schedule-id`. */
export interface ScheduleStatesResult {
  changed: string[];
  /** Those that were in that state before. */
  unchanged: string[];
  /** What was asked for and isn't on the server, as it was written. */
  missing: string[];
  failed: { key: string; fault: Fault }[];
}

/**
 * Turns schedules on or off, each by its id, and brings the runs that this drops back at once. What exists is
 * changed also where something else is missing. Safe to repeat: what is in that state is left alone.
 *
 * @param selection see {@link Selector}: all schedules of those deployments, or the one that is named
 */
export async function setScheduleStates(
  client: PrefectClient,
  selection: readonly string[],
  target: ScheduleTarget,
  reporter: Reporter = silentReporter,
): Promise<ScheduleStatesResult> {
  const { chosen, missing } = await find(client, selection);
  const limit = pLimit(DEPLOYMENTS_AT_ONCE);
  const results = await Promise.all(
    [...chosen.values()].map((one) => limit(() => setStatesOf(client, one, target, reporter))),
  );
  return {
    changed: results.flatMap(({ changed }) => changed),
    unchanged: results.flatMap(({ unchanged }) => unchanged),
    missing,
    failed: results.flatMap(({ failed }) => failed),
  };
}

const DEPLOYMENTS_AT_ONCE = 4;

/** The schedules of one deployment, one after another; the first failure ends it. */
async function setStatesOf(
  client: PrefectClient,
  { deployment, schedules }: Chosen,
  target: ScheduleTarget,
  reporter: Reporter,
): Promise<Omit<ScheduleStatesResult, "missing">> {
  const active = target === "active";
  const label = ({ id }: DeploymentSchedule) => `${deployment.key}#${id}`;
  const differing = [...schedules].filter((schedule) => schedule.active !== active);
  const unchanged = [...schedules].filter((schedule) => schedule.active === active).map(label);
  const changed: string[] = [];
  if (active && deployment.paused) {
    reporter.warning({
      code: "deployment-paused",
      message: `The deployment "${deployment.key}" is paused as a whole: its schedules start no runs.`,
      fix: "Resume the deployment in Prefect's UI.",
    });
  }
  try {
    for (const schedule of differing) {
      await setOne(client, deployment, schedule, active);
      changed.push(label(schedule));
      reporter.info(`${label(schedule)}: ${target}`);
    }
    const remain = deployment.schedules.some((one) => (differing.includes(one) ? active : one.active));
    if (changed.length > 0 && remain && !deployment.paused) {
      await client.deployments.bringRunsBack(deployment.id);
    }
    return { changed, unchanged, failed: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const failed = error.faults.map((fault) => ({ key: deployment.key, fault }));
    return { changed, unchanged, failed };
  }
}

interface Chosen {
  deployment: Deployment;
  schedules: Set<DeploymentSchedule>;
}

async function find(
  client: PrefectClient,
  selection: readonly string[],
): Promise<{ chosen: Map<string, Chosen>; missing: string[] }> {
  const wanted = [...new Set(selection)].map(parseSelector);
  const found = await readMeant(client, wanted);
  const chosen = new Map<string, Chosen>();
  const missing: string[] = [];
  for (const one of wanted) {
    const deployments = found.filter((deployment) => meansLive(one, deployment));
    const scheduleId = one.kind === "key" ? one.scheduleId : undefined;
    const schedules = deployments.flatMap((deployment) =>
      deployment.schedules
        .filter(({ id }) => scheduleId === undefined || id === scheduleId)
        .map((schedule) => ({ deployment, schedule })),
    );
    if (deployments.length === 0 || (scheduleId !== undefined && schedules.length === 0))
      missing.push(one.text);
    for (const { deployment, schedule } of schedules) {
      const entry = chosen.get(deployment.id) ?? { deployment, schedules: new Set() };
      chosen.set(deployment.id, { ...entry, schedules: entry.schedules.add(schedule) });
    }
  }
  return { chosen, missing };
}

async function setOne(
  client: PrefectClient,
  deployment: Deployment,
  schedule: DeploymentSchedule,
  active: boolean,
): Promise<void> {
  const { id, parameters } = schedule;
  // The server empties parameters that are not sent along.
  if (await client.schedules.update(deployment.id, id, { active, parameters })) return;
  throw new FaultError({
    code: "written-meanwhile",
    message: `The schedule ${id} of "${deployment.key}" was deleted meanwhile.`,
    fix: "Run again.",
  });
}
