import type { Job, Setting, Workflow } from "./workflow.ts";

/** What one workflow of all pipelines says of itself. */
export type About = Pick<Workflow, "description">;

/** The workflow of a pipeline for a moment. */
export function momentOf(
  pipeline: readonly Workflow[],
  moment: "pull-request" | "merge" | "close",
): Workflow {
  const found = pipeline.findLast(({ file }) => file.endsWith(`-${moment}`));
  if (found === undefined) throw new Error(`A pipeline has nothing for ${moment}.`);
  return found;
}

export function jobOf({ file, jobs }: Workflow, id: string): Job {
  const job = jobs.find((one) => one.id === id);
  if (job === undefined) throw new Error(`${file} has no job ${id}.`);
  return job;
}

/** What may be set in any of the workflows, once each. */
export const settingsOfAll = (workflows: readonly Workflow[]): readonly Setting[] => [
  ...new Map(
    workflows.flatMap(({ settings }) => settings).map((setting) => [setting.name, setting]),
  ).values(),
];
