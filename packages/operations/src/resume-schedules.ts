import { type Plan, setScheduleStates } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import type { PrefectClient } from "#prefect-api";
import { forgetResumed, type Unfinished } from "#server-records";
import { scheduleSelector } from "./applied-file.ts";
import type { ApplyOptions } from "./apply-options.ts";
import { type History, isForbidden } from "./history.ts";
import { keysToResume, schedulesWrittenOff, stillToResume } from "./stages/resume.ts";

/** New schedules that runs have written off and nobody has turned on, as the server has them now. */
export async function readResume(client: PrefectClient, { commits, unfinished }: History): Promise<string[]> {
  const recorded = commits?.latest ? commits.resume : [];
  const keys = keysToResume(recorded, unfinished);
  return stillToResume(recorded, unfinished, await schedulesOf(client, keys));
}

/** The same once a run has carried out its plan, whose own are among them. */
export async function resumeAfter(
  client: PrefectClient,
  before: readonly string[],
  plan: Plan,
  { schedules }: Pick<ApplyOptions, "schedules">,
): Promise<string[]> {
  const own = schedulesWrittenOff(plan.deployments, schedules);
  const newSchedules: Unfinished["newSchedules"] = new Map(
    [...own].map(([key, had]) => [key, { run: "", had }]),
  );
  const made = stillToResume([], { newSchedules }, await schedulesOf(client, [...own.keys()]));
  return [...new Set([...before, ...made])];
}

/**
 * Turns schedules on that an earlier run has written off.
 *
 * @returns those that could not be turned on, and why
 */
export async function resume(
  client: PrefectClient,
  schedules: readonly string[],
  { reporter }: Pick<ApplyOptions, "reporter">,
): Promise<{ left: string[]; faults: Fault[] }> {
  if (schedules.length === 0) return { left: [], faults: [] };
  const selectors = schedules.map(scheduleSelector);
  const { changed, unchanged, missing, failed } = await setScheduleStates(
    client,
    selectors,
    "active",
    reporter,
  );
  const done = new Set([...changed, ...unchanged]);
  const gone = new Set(missing);
  const left = schedules.filter((one) => !done.has(one) && !gone.has(scheduleSelector(one)));
  return { left, faults: failed.map(({ fault }) => fault) };
}

/** Takes schedules that somebody has turned on off the records; what the key may not write stays as it is. */
export async function noteResumed(
  client: PrefectClient,
  schedules: readonly string[],
  { reporter }: Pick<ApplyOptions, "reporter">,
): Promise<void> {
  try {
    await forgetResumed(client, schedules);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const [fault] = error.faults;
    if (isForbidden(error) || !fault) return;
    reporter.warning({
      ...fault,
      message: `The records still count these schedules among those to be turned on: ${fault.message}`,
    });
  }
}

async function schedulesOf(client: PrefectClient, keys: readonly string[]) {
  const names = keys.map((key) => ({
    flowName: key.slice(0, key.indexOf("/")),
    name: key.slice(key.indexOf("/") + 1),
  }));
  return client.deployments.findByNames(names);
}
