import type { JsonObject } from "#json";
import { isObject } from "#json";
import type { Content } from "./stored-value.ts";

/** A commit that a server was brought to, with what was given and what came of it. */
export interface DeployedCommit {
  /** Full hash. */
  commit: string;
  /** When it was recorded: ISO 8601, UTC. */
  time: string;
  /** Address or id of the run that deployed it; null outside CI. */
  run: string | null;
  /** The branch it was deployed from; null where nothing tells. */
  branch: string | null;
  /** Whether that was the repository's default branch. */
  isDefaultBranch: boolean;
  /** The `schedules` option that it was deployed with; null where none was. */
  schedules: string | null;
  counts: DeploymentCounts | null;
  /** The image that was given with it; null where none was. */
  image: string | null;
  /** The work pool's base job template that was given with it; null where none was. */
  template: JsonObject | null;
  /** Deployments that are not as this commit says, as `flow-name/deployment-name` in the files. */
  excluded: readonly string[];
  /** The patterns that say what of the files belongs to the scope; none for all of them. */
  patterns: readonly string[];
  /** Whether it stands until somebody lets a newer one follow. */
  held: boolean;
}

/** How many deployments the run did what to. */
export interface DeploymentCounts {
  created: number;
  updated: number;
  removed: number;
  unchanged: number;
}

/** The commits that are recorded for one target. */
export interface DeployedCommits {
  /** What the server stands at. */
  latest: DeployedCommit;
  /** Those before it, the newest first. */
  earlier: readonly DeployedCommit[];
  /** New schedules that were written off and are still to be turned on: `flow-name/deployment-name#schedule-id`. */
  resume: readonly string[];
}

/** How many commits a record keeps. */
export const KEPT_COMMITS = 20;

/** A commit of which no more is known than the earliest records say. */
export function bareCommit(of: Pick<DeployedCommit, "commit" | "time" | "run">): DeployedCommit {
  return {
    ...of,
    branch: null,
    isDefaultBranch: false,
    schedules: null,
    counts: null,
    image: null,
    template: null,
    excluded: [],
    patterns: [],
    held: false,
  };
}

/**
 * The record once `deployed` has been deployed: it takes the place of the same commit when that is the latest.
 *
 * @param resume what is still to be turned on; as before unless given
 */
export function withCommit(
  before: DeployedCommits | undefined,
  deployed: DeployedCommit,
  resume: readonly string[] = before?.resume ?? [],
): DeployedCommits {
  if (!before) return { latest: deployed, earlier: [], resume };
  const { latest, earlier } = before;
  const past = latest.commit === deployed.commit ? earlier : [latest, ...earlier];
  return { latest: deployed, earlier: past.slice(0, KEPT_COMMITS - 1), resume };
}

/** The form in which a record is kept. */
export function commitsContent(described: JsonObject, { latest, earlier, resume }: DeployedCommits): Content {
  const { excluded, template, patterns, ...plain } = latest;
  return {
    plain: { ...described, ...plain, counts: plain.counts && { ...plain.counts } },
    long: {
      template,
      excluded: [...excluded],
      patterns: [...patterns],
      resume: [...resume],
      earlier: earlier.map(toJson),
    },
  };
}

/** Reads what {@link commitsContent} wrote, or what stood there before records had versions; undefined for anything else. */
export function parseCommits(value: JsonObject): DeployedCommits | undefined {
  const latest = parseCommit(value);
  if (!latest) return undefined;
  const { earlier } = value;
  const past = Array.isArray(earlier)
    ? earlier.flatMap((one) => (isObject(one) ? (parseCommit(one) ?? []) : []))
    : [];
  return { latest, earlier: past, resume: texts(value.resume) };
}

function toJson({ counts, excluded, patterns, ...rest }: DeployedCommit): JsonObject {
  return { ...rest, counts: counts && { ...counts }, excluded: [...excluded], patterns: [...patterns] };
}

function parseCommit(value: JsonObject): DeployedCommit | undefined {
  const { commit, time, run, branch, isDefaultBranch, schedules, counts, image, template, held } = value;
  // Only a full hash: the text goes to git as an argument.
  if (typeof commit !== "string" || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return undefined;
  if (typeof time !== "string") return undefined;
  return {
    commit,
    time,
    run: text(run),
    branch: text(branch),
    isDefaultBranch: isDefaultBranch === true,
    schedules: text(schedules),
    counts: parseCounts(counts),
    image: text(image),
    template: isObject(template) ? template : null,
    excluded: texts(value.excluded),
    patterns: texts(value.patterns),
    held: held === true,
  };
}

function parseCounts(value: unknown): DeploymentCounts | null {
  if (!isObject(value)) return null;
  const count = (name: keyof DeploymentCounts) => (typeof value[name] === "number" ? value[name] : 0);
  return {
    created: count("created"),
    updated: count("updated"),
    removed: count("removed"),
    unchanged: count("unchanged"),
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
