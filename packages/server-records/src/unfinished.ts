import { isObject, type Json, type JsonObject } from "#json";
import type { Content } from "./stored-value.ts";

/**
 * What runs have begun to write and no recorded commit accounts for: until a later run has, these deployments may be
 * at any commit, whatever lies between the recorded one and the next.
 */
export interface Unfinished {
  /** Deployments as in the files, `flow-name/deployment-name`, by the id of the run that began with it last. */
  keys: ReadonlyMap<string, string>;
  runs: ReadonlyMap<string, BegunRun>;
  /** True where that can't be told any more: then it may be every deployment. */
  everything: boolean;
  /** Deployments that were about to get schedules which are off, by `flow-name/deployment-name` on the server. */
  newSchedules: ReadonlyMap<string, BegunSchedules>;
}

/** What tells which schedules of a deployment are the new ones. */
export interface BegunSchedules {
  /** Id of the run that began with it last. */
  run: string;
  /** Ids of the schedules that it had before, or that were turned on since. */
  had: readonly string[];
}

export interface BegunRun {
  /** Address of the run; null outside CI. */
  run: string | null;
  /** When it began to write: ISO 8601, UTC. */
  time: string;
}

export const NOTHING_UNFINISHED: Unfinished = {
  keys: new Map(),
  runs: new Map(),
  everything: false,
  newSchedules: new Map(),
};

/**
 * With a run that is about to write these deployments.
 *
 * @param newSchedules those of them that get schedules which are off, with the ids of the schedules that they have
 */
export function begun(
  before: Unfinished,
  id: string,
  run: BegunRun,
  keys: readonly string[],
  newSchedules: ReadonlyMap<string, readonly string[]> = new Map(),
): Unfinished {
  const all = new Map(before.keys);
  for (const key of keys) all.set(key, id);
  const schedules = new Map(before.newSchedules);
  // What an earlier run has made is still to be turned on: it is not what the deployment had before.
  for (const [key, had] of newSchedules) schedules.set(key, { run: id, had: schedules.get(key)?.had ?? had });
  return tidy({ ...before, keys: all, runs: new Map([...before.runs, [id, run]]), newSchedules: schedules });
}

/** Without schedules that were turned on, by deployment: they count as had. */
export function turnedOn(before: Unfinished, ids: ReadonlyMap<string, readonly string[]>): Unfinished {
  const newSchedules = new Map(
    [...before.newSchedules].map(([key, one]) => [
      key,
      { ...one, had: [...new Set([...one.had, ...(ids.get(key) ?? [])])] },
    ]),
  );
  return { ...before, newSchedules };
}

/**
 * Without what is accounted for: what stood there when the run that has recorded its commit began, and its own. What
 * another run has begun with since stays.
 */
export function settled(now: Unfinished, accounted: Unfinished, own: string): Unfinished {
  const done = new Set([...accounted.runs.keys(), own]);
  return tidy({
    keys: new Map([...now.keys].filter(([, id]) => !done.has(id))),
    runs: now.runs,
    everything: now.everything && !accounted.everything,
    newSchedules: new Map([...now.newSchedules].filter(([, { run }]) => !done.has(run))),
  });
}

export function isSameUnfinished(one: Unfinished, other: Unfinished): boolean {
  const text = ({ keys, everything, newSchedules }: Unfinished) =>
    JSON.stringify([[...keys].sort(), everything, [...newSchedules].sort()]);
  return text(one) === text(other);
}

/** The form in which it is kept. */
export function unfinishedContent(
  described: JsonObject,
  { keys, runs, everything, newSchedules }: Unfinished,
): Content {
  const schedules = [...newSchedules].map(([key, { run, had }]) => [key, { run, had: [...had] }]);
  const plainRuns = Object.fromEntries([...runs].map(([id, run]) => [id, { ...run }]));
  return {
    plain: { ...described, everything },
    long: { runs: plainRuns, keys: Object.fromEntries(keys), newSchedules: Object.fromEntries(schedules) },
  };
}

/** Reads what {@link unfinishedContent} wrote; undefined for anything else. */
export function parseUnfinished({
  keys,
  runs,
  everything,
  newSchedules,
}: JsonObject): Unfinished | undefined {
  if (!isObject(keys) || !isObject(runs) || !isObject(newSchedules)) return undefined;
  if (!Object.values(keys).every((id) => typeof id === "string")) return undefined;
  const known = Object.entries(runs).flatMap(([id, one]): [string, BegunRun][] => {
    if (!isObject(one) || typeof one.time !== "string") return [];
    return [[id, { run: typeof one.run === "string" ? one.run : null, time: one.time }]];
  });
  return {
    keys: new Map(Object.entries(keys) as [string, string][]),
    runs: new Map(known),
    everything: everything === true,
    newSchedules: new Map(Object.entries(newSchedules).flatMap(([key, one]) => schedulesOf(key, one))),
  };
}

function schedulesOf(key: string, value: Json): [string, BegunSchedules][] {
  if (!isObject(value) || typeof value.run !== "string" || !Array.isArray(value.had)) return [];
  return [[key, { run: value.run, had: value.had.filter((one) => typeof one === "string") }]];
}

/** Without runs of which nothing is left. */
function tidy(unfinished: Unfinished): Unfinished {
  const ids = new Set([
    ...unfinished.keys.values(),
    ...[...unfinished.newSchedules.values()].map(({ run }) => run),
  ]);
  return { ...unfinished, runs: new Map([...unfinished.runs].filter(([id]) => ids.has(id))) };
}
