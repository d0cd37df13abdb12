import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type Contexts, isMet, projectRoot, resolveExpressions, type StepOptions } from "#services";
import { environmentOf, type ParsedJob, type ParsedWorkflow } from "../../test/platform/parsed-workflow.ts";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import { type RunningJob, runStep } from "./step.ts";

/** Variables and secrets as they are set on GitHub, in a repository or in one of its environments. */
export interface Configuration {
  vars?: Record<string, string>;
  secrets?: Record<string, string>;
}

/** What GitHub would start a job with. */
export interface JobOptions {
  repository: SampleRepository;
  event: NonNullable<StepOptions["event"]>;
  /** The `github` context beyond the event. */
  github: Record<string, string>;
  /** What the team has set in the files that it copied: values of the `env:` at their top, by name. */
  settings?: Record<string, string>;
  /** The repository's configuration. */
  configuration?: Configuration;
  /** That of its environments, by name. */
  environments: Record<string, Configuration>;
  /** How the jobs before it ended, by job. */
  needs?: Record<string, JobResult>;
  /** Variables of the machine that the job runs on. */
  env?: Record<string, string | undefined>;
}

/** How a job ended; one that fails ends the demo. */
export interface JobResult {
  result: "success" | "skipped";
  outputs: Record<string, string>;
  /** The outputs of its steps, by their ids. */
  steps: Record<string, Record<string, string>>;
}

/**
 * Runs one job of a workflow in `workflows-templates/` step by step, as it stands there: our actions through their
 * committed bundles, `actions/checkout` as a clone of the repository's remote, `run:` by Bash.
 *
 * @param template path in `workflows-templates/`
 */
export async function runJob(template: string, name: string, options: JobOptions): Promise<JobResult> {
  const text = await readFile(join(projectRoot, "workflows-templates", template), "utf8");
  const workflow = parse(text) as ParsedWorkflow;
  const job = workflow.jobs[name];
  if (!job) throw new Error(`${template} has no job ${name}.`);
  const { repository, event, github, env } = options;
  const temp = await mkdtemp(join(repository.temporary, `${name}-temp-`));
  const contexts = contextsOf(options, workflow, job, temp);
  if (job.if !== undefined && !isMet(job.if, contexts)) {
    console.log("  skipped: there is nothing for it to do");
    return { result: "skipped", outputs: {}, steps: {} };
  }
  const workspace = await mkdtemp(join(repository.temporary, `${name}-`));
  const steps: JobResult["steps"] = {};
  const running: RunningJob = {
    contexts,
    remote: repository.remote,
    workspace,
    artifacts: join(repository.temporary, `artifacts-${github.run_number}`),
    event,
    github,
    env: {
      RUNNER_TOOL_CACHE: join(repository.temporary, "tool-cache"),
      RUNNER_TEMP: temp,
      ...env,
      ...contexts.env,
    },
    posts: [],
  };
  try {
    for (const step of job.steps ?? []) {
      if (step.if !== undefined && !isMet(step.if, contexts)) continue;
      const outputs = await runStep(step, running).catch((error: unknown) => {
        if (step["continue-on-error"] !== true) throw error;
        console.log(`    goes on: ${error instanceof Error ? error.message : error}`);
        return {};
      });
      if (step.id === undefined) continue;
      steps[step.id] = outputs;
      contexts.steps[step.id] = { outputs };
    }
  } finally {
    for (const post of running.posts.reverse()) await post();
  }
  return { result: "success", outputs: resolved(job.outputs, contexts), steps };
}

/** The contexts that the job's expressions may use, as GitHub fills them before its first step. */
function contextsOf(options: JobOptions, workflow: ParsedWorkflow, job: ParsedJob, temp: string) {
  const { event, github, settings = {}, configuration = {}, environments, needs = {} } = options;
  const environment = environments[environmentOf(job) ?? ""] ?? {};
  const contexts = {
    github: { ...github, event_name: event.name, event: event.payload },
    vars: { ...configuration.vars, ...environment.vars },
    secrets: { ...configuration.secrets, ...environment.secrets },
    inputs: {},
    runner: { temp },
    needs: Object.fromEntries(
      Object.entries(needs).map(([before, { outputs, result }]) => [before, { outputs, result }]),
    ),
    env: {} as Record<string, string>,
    steps: {} as Record<string, { outputs: Record<string, string> }>,
  };
  const copied = Object.entries(workflow.env ?? {}).map(([key, value]) => [key, settings[key] ?? value]);
  contexts.env = resolved(Object.fromEntries(copied), contexts);
  contexts.env = { ...contexts.env, ...resolved(job.env, contexts) };
  return contexts;
}

function resolved(texts: Record<string, string> = {}, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, resolveExpressions(value, contexts)]),
  );
}
