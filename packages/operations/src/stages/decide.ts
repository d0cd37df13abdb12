import { makePlan, type Plan, startReading } from "#deployment-plan";
import type { PrefectClient } from "#prefect-api";
import type { PlanValues } from "../options/index.ts";
import type { BuiltSelection } from "./build.ts";
import type { NamedDefinition, Selected } from "./select.ts";

/** Starts reading what the server has of a selection; it is at it while definitions are built. */
export function read(client: PrefectClient, { selected, removed }: Selected) {
  return startReading(client, [...selected.map(({ key }) => key), ...removed]);
}

/**
 * Compares what was built with what the server has.
 *
 * @throws FaultError with everything that is wrong with the definitions and with what they name on the server
 */
export function decide(
  client: PrefectClient,
  { selected, removed }: Selected,
  built: BuiltSelection,
  reading: ReturnType<typeof read>,
  options: PlanValues,
  commit: string,
): Promise<Plan> {
  return makePlan(client, {
    ...built,
    reading,
    removed: removed.map((key) => ({ key })),
    removedPolicy: options.removedPolicy,
    tags: options.tags,
    reasons: reasonsByKey(options.reasons, selected),
    schedules: options.schedules,
    startNewSchedules: options.startNewSchedules,
    undeclaredSchedules: options.undeclaredSchedules,
    paused: options.paused,
    derivedVersion: options.derivedVersion,
    commit,
  });
}

/** Reasons come by the files' keys; the plan's keys may have a prefix. What is said of `all` goes for each. */
function reasonsByKey(
  reasons: Readonly<Record<string, string>>,
  named: readonly NamedDefinition[],
): Map<string, string> {
  const own = named.flatMap(({ key, fileKey }) => {
    const reason = reasons[fileKey] ?? reasons.all;
    return reason === undefined ? [] : [[key, reason] as const];
  });
  return new Map([...Object.entries(reasons), ...own]);
}
