import type { PlannedDeployment } from "#deployment-plan";
import type { Deployment } from "#prefect-api";
import type { Unfinished } from "#server-records";

/** A live deployment, as far as its schedules go. */
export interface LiveSchedules extends Pick<Deployment, "key"> {
  schedules: readonly { id: string; active: boolean }[];
}

/**
 * The schedules that are about to be written off: by deployment, the ids of the schedules that it has. Only where their
 * state is kept from then on: otherwise the next apply sets it anyhow.
 */
export function schedulesWrittenOff(
  deployments: readonly PlannedDeployment[],
  schedules: string,
): Map<string, string[]> {
  if (schedules !== "keep") return new Map();
  const getsSome = ({ schedules: changes }: PlannedDeployment) =>
    changes.some(({ action, after }) => action === "create" && after?.active === false);
  return new Map(
    deployments
      .filter(getsSome)
      .map(({ key, schedules: changes }) => [key, changes.flatMap(({ id }) => id ?? [])]),
  );
}

/** Whose schedules have to be looked at to know what is still to be turned on. */
export function keysToResume(recorded: readonly string[], { newSchedules }: Unfinished): string[] {
  return [...new Set([...recorded.map((one) => one.slice(0, one.lastIndexOf("#"))), ...newSchedules.keys()])];
}

/**
 * The schedules that are still to be turned on, as `flow-name/deployment-name#schedule-id`: what the record names, and
 * what runs have made that recorded no commit, as far as it is there and off.
 */
export function stillToResume(
  recorded: readonly string[],
  { newSchedules }: Pick<Unfinished, "newSchedules">,
  live: readonly LiveSchedules[],
): string[] {
  const known = new Set(recorded);
  return live.flatMap(({ key, schedules }) => {
    const had = newSchedules.get(key)?.had;
    return schedules
      .filter(({ id, active }) => !active && (known.has(`${key}#${id}`) || (had && !had.includes(id))))
      .map(({ id }) => `${key}#${id}`);
  });
}
