import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";
import {
  besides,
  callers,
  own,
  type ParsedJob,
  type ParsedStep,
  type ParsedWorkflow,
  reusables,
  templates,
  variants,
} from "../../platform/parsed-workflow.ts";

/** All that are complete workflows to copy. */
export const copied = new Map([...templates, ...variants, ...besides]);

/** The caller for all moments of the deployments, and what it calls. */
export const ONE_FILE = "prefect-deployments";

/** What somebody runs by hand: it deploys nothing. */
export const BY_HAND = "prefect-run";

/** Everything that is generated, by what it is and its name. */
export const generated: [string, ParsedWorkflow][] = [
  ...[...copied].map(([name, file]): [string, ParsedWorkflow] => [`template ${name}`, file]),
  ...[...reusables].map(([name, file]): [string, ParsedWorkflow] => [`reusable ${name}`, file]),
  ...[...callers].map(([name, file]): [string, ParsedWorkflow] => [`caller ${name}`, file]),
];

/** With those of this repository itself. */
export const everything = [
  ...generated,
  ...[...own].map(([name, file]): [string, ParsedWorkflow] => [`own ${name}`, file]),
];

export interface Place<T> {
  name: string;
  file: ParsedWorkflow;
  value: T;
}

/** Every job, with the file that it is in. */
export const jobsOf = (files: readonly [string, ParsedWorkflow][]): (Place<ParsedJob> & { id: string })[] =>
  files.flatMap(([name, file]) =>
    Object.entries(file.jobs).map(([id, value]) => ({ name: `${name}: ${id}`, file, id, value })),
  );

/** Every step, with the job that it is in. */
export const stepsOf = (
  files: readonly [string, ParsedWorkflow][],
): { name: string; job: ParsedJob; step: ParsedStep }[] =>
  jobsOf(files).flatMap(({ name, value: job }) => (job.steps ?? []).map((step) => ({ name, job, step })));

export const needsOf = ({ needs }: ParsedJob) => [needs ?? []].flat();

/** What starts a workflow; a called one takes the caller's events. */
export function eventsOf(name: string, { on }: ParsedWorkflow): string[] {
  const caller = name.startsWith("reusable ") ? callers.get(name.slice("reusable ".length)) : undefined;
  return Object.keys(caller?.on ?? on);
}

export const textOf = (path: string) => readFileSync(join(projectRoot, path), "utf8");

/** The comment that a file to copy begins with, as one line. */
export function commentOf(path: string): string {
  return (/^(#.*\n)+/.exec(textOf(path))?.[0] ?? "").replace(/\n# ?/g, " ");
}
