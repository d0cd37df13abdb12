import type { JsonObject } from "#json";
import { isObject } from "#json";
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
  /** New schedules that were written off by these runs: `flow-name/deployment-name#schedule-id`. */
  resume: readonly string[];
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
  resume: [],
};

/** With a run that is about to write these deployments. */
export function begun(before: Unfinished, id: string, run: BegunRun, keys: readonly string[]): Unfinished {
  const all = new Map(before.keys);
  for (const key of keys) all.set(key, id);
  return tidy({ ...before, keys: all, runs: new Map([...before.runs, [id, run]]) });
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
    resume: now.resume.filter((one) => !accounted.resume.includes(one)),
  });
}

export function isSameUnfinished(one: Unfinished, other: Unfinished): boolean {
  const text = ({ keys, everything, resume }: Unfinished) =>
    JSON.stringify([[...keys].sort(), everything, [...resume].sort()]);
  return text(one) === text(other);
}

/** The form in which it is kept. */
export function unfinishedContent(
  described: JsonObject,
  { keys, runs, everything, resume }: Unfinished,
): Content {
  const plainRuns = Object.fromEntries([...runs].map(([id, run]) => [id, { ...run }]));
  return {
    plain: { ...described, everything },
    long: { runs: plainRuns, keys: Object.fromEntries(keys), resume: [...resume] },
  };
}

/** Reads what {@link unfinishedContent} wrote; undefined for anything else. */
export function parseUnfinished({ keys, runs, everything, resume }: JsonObject): Unfinished | undefined {
  if (!isObject(keys) || !isObject(runs) || !Array.isArray(resume)) return undefined;
  if (!Object.values(keys).every((id) => typeof id === "string")) return undefined;
  const known = Object.entries(runs).flatMap(([id, one]): [string, BegunRun][] => {
    if (!isObject(one) || typeof one.time !== "string") return [];
    return [[id, { run: typeof one.run === "string" ? one.run : null, time: one.time }]];
  });
  return {
    keys: new Map(Object.entries(keys) as [string, string][]),
    runs: new Map(known),
    everything: everything === true,
    resume: resume.filter((one) => typeof one === "string"),
  };
}

/** Without runs of which nothing is left. */
function tidy(unfinished: Unfinished): Unfinished {
  const ids = new Set(unfinished.keys.values());
  return { ...unfinished, runs: new Map([...unfinished.runs].filter(([id]) => ids.has(id))) };
}
