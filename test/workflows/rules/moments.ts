import { isMet } from "#services";
import type { ParsedJob } from "../../platform/parsed-workflow.ts";
import { needsOf } from "./workflows.ts";

export interface Moment {
  /** Name of the event. */
  event: string;
  payload?: object;
  /** What jobs give the ones after them, by their ids. */
  outputs?: Record<string, Record<string, string>>;
  /** Ids of jobs that fail. */
  failing?: readonly string[];
  inputs?: object;
  vars?: object;
}

interface Outcome {
  result: "success" | "skipped" | "failure";
  outputs: Record<string, string>;
}

const repository = { full_name: "acme/platform", default_branch: "main" };

/** A pull request of the repository itself, for the default branch. */
export const PULL = {
  number: 7,
  draft: false,
  labels: [] as { name: string }[],
  head: { repo: { full_name: "acme/platform" } },
  base: { ref: "main" },
};

/** The same of a fork. */
export const FORKS = { ...PULL, head: { repo: { full_name: "eve/platform" } } };

/** Ids of the jobs that a moment starts, in the order of the file, by the conditions and needs of each. */
export function startedJobs(jobs: Record<string, ParsedJob>, moment: Moment): string[] {
  const outcomes: Record<string, Outcome> = {};
  for (const [id, job] of Object.entries(jobs)) {
    const result = moment.failing?.includes(id) ? "failure" : "success";
    outcomes[id] = starts(job, jobs, moment, outcomes)
      ? { result, outputs: moment.outputs?.[id] ?? {} }
      : { result: "skipped", outputs: {} };
  }
  return Object.keys(outcomes).filter((id) => outcomes[id]?.result !== "skipped");
}

function starts(
  job: ParsedJob,
  jobs: Record<string, ParsedJob>,
  { event, payload = {}, inputs = {}, vars = {} }: Moment,
  outcomes: Record<string, Outcome>,
): boolean {
  const condition = job.if ?? "success()";
  const ancestors = ancestorsOf(job, jobs);
  const asksItself = /\b(always|failure|cancelled)\(\)/.test(condition);
  if (!asksItself && ancestors.some((id) => outcomes[id]?.result === "failure")) return false;
  if (!asksItself && needsOf(job).some((id) => outcomes[id]?.result !== "success")) return false;
  const failed = ancestors.some((id) => outcomes[id]?.result === "failure");
  return isMet(condition.replaceAll("failure()", String(failed)), {
    github: { repository: "acme/platform", event_name: event, event: { repository, ...payload } },
    needs: outcomes,
    inputs,
    vars,
  });
}

/** A failure anywhere before a job counts for it. */
function ancestorsOf(job: ParsedJob, jobs: Record<string, ParsedJob>): string[] {
  const direct = needsOf(job);
  return [...new Set(direct.flatMap((id) => [id, ...ancestorsOf(jobs[id] ?? {}, jobs)]))];
}
