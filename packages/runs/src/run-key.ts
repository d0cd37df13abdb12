import { createHash } from "node:crypto";
import { canonicalText, type JsonObject } from "#json";

/** What starts runs: a job of a CI's run, which is the same one when it is run again. */
export interface Job {
  /** Name or address of the repository. */
  repository: string;
  /** What the CI calls its run. */
  run: string;
  commit: string;
}

/** What a run is started with. */
export interface RunValues {
  deploymentId: string;
  parameters: JsonObject;
  jobVariables: JsonObject;
}

/** The same for the same values in the same job, however often it is run again; parameters can't be read from it. */
export function runDigest(job: Job, { deploymentId, parameters, jobVariables }: RunValues): string {
  const { repository, run, commit } = job;
  const identity = canonicalText([repository, run, commit, deploymentId, parameters, jobVariables]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

const PREFIX = "prefect-cicd";

/** The idempotency key of the run that a job starts for the `counter`th time, from 1. */
export function runKey(digest: string, counter: number): string {
  return `${PREFIX}-${digest}-${counter}`;
}

/** The counter of a key; undefined where it is another digest's, or none of ours. */
export function counterOf(key: string | null | undefined, digest: string): number | undefined {
  const prefix = `${PREFIX}-${digest}-`;
  const counter = key?.startsWith(prefix) ? key.slice(prefix.length) : "";
  return /^[1-9]\d{0,8}$/.test(counter) ? Number(counter) : undefined;
}

/** The tag of all runs that a job starts: by it they are found again, also where a machine was lost with their ids. */
export function jobTag({ repository, run }: Pick<Job, "repository" | "run">): string {
  return `ci-run:${repository.replace(/^https?:\/\/[^/]+\//, "")}/${run}`;
}

/**
 * What the CI calls the run that a tag is of.
 *
 * @param repository name or address
 * @returns undefined for a tag of another repository, and for one that is none of ours
 */
export function runOfTag(tag: string, repository: string): string | undefined {
  const prefix = jobTag({ repository, run: "" });
  const run = tag.startsWith(prefix) ? tag.slice(prefix.length) : "";
  // No number of a CI's begins with 0, or has more digits than a number can hold.
  return /^[1-9]\d{0,14}$/.test(run) ? run : undefined;
}
