import { makePlan, type Plan, startReading } from "#deployment-plan";
import type { JsonObject } from "#json";
import type { PrefectClient } from "#prefect-api";
import type { Archive } from "#server-records";
import type { PlanValues } from "../options/index.ts";
import { removedPolicyOf } from "../removed-policy.ts";
import type { BuiltSelection } from "./build.ts";
import type { NamedDefinition } from "./named-definition.ts";
import type { Selected } from "./select.ts";

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
  archive: Pick<Archive, "archived" | "kept">,
): Promise<Plan> {
  return makePlan(client, {
    ...built,
    reading,
    removed: removed.map((key) => ({ key })),
    removedPolicy: removedPolicyOf(options),
    ...archive,
    tags: options.tags,
    reasons: reasonsByKey(options.reasons, selected),
    schedules: options.schedules,
    startNewSchedules: options.startNewSchedules,
    undeclaredSchedules: options.undeclaredSchedules,
    paused: options.paused,
    derivedVersion: options.derivedVersion,
    commit,
    pinFolder: options.pinFolder === "commit",
    options: optionsTold(options),
  });
}

/**
 * What shapes a plan beside files and server, as the plan tells it. Job variables are left out: they may be secret, and
 * the plan has them in what it writes.
 */
export function optionsTold(options: PlanValues): JsonObject {
  const { branch = null, pin, namePrefix = null, workPool = null, workQueue = null, tags } = options;
  const { schedules, paused } = options;
  return {
    ...{ branch, pin, "pin-folder": options.pinFolder, "name-prefix": namePrefix, tags: [...tags] },
    ...{ "work-pool": workPool, "work-queue": workQueue, schedules, paused },
    "start-new-schedules": options.startNewSchedules,
    "undeclared-schedules": options.undeclaredSchedules,
    "derived-version": options.derivedVersion,
    "removed-policy": removedPolicyOf(options),
    ...(options.prune ? { prune: true } : {}),
    "build-steps": options.buildSteps,
    ...(options.scope === undefined ? {} : { scope: options.scope }),
  };
}

/** Reasons come by the files' keys; the plan's keys may have a prefix. What is said of `all` goes for each. */
export function reasonsByKey(
  reasons: Readonly<Record<string, string>>,
  named: readonly NamedDefinition[],
): Map<string, string> {
  const own = named.flatMap(({ key, unprefixedKey }) => {
    const reason = reasons[unprefixedKey] ?? reasons.all;
    return reason === undefined ? [] : [[key, reason] as const];
  });
  return new Map([...Object.entries(reasons), ...own]);
}
