import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { runLocally } from "#command";
import {
  type Contexts,
  isMet,
  projectRoot,
  resolveExpressions,
  runBundle,
  type StepOptions,
} from "#real-parts";
import type { SampleRepository } from "./sample-repository.ts";

/** What GitHub would start a job with. */
export interface JobOptions {
  repository: SampleRepository;
  event: NonNullable<StepOptions["event"]>;
  /** The `github` context beyond the event. */
  github: Record<string, string>;
  /** The variables of the job's environment. */
  vars: Record<string, string>;
  /** Outputs of the jobs before it, by job. */
  needs?: Record<string, Record<string, string>>;
  /** Variables of the machine that the job runs on. */
  env?: Record<string, string | undefined>;
}

interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  if?: string;
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  steps: Step[];
}

/**
 * Runs one job of a workflow in `workflows-templates/` step by step, as it stands there: our actions through their
 * committed bundles, `actions/checkout` as a clone of the repository's remote, `run:` by Bash.
 *
 * @returns the job's outputs; undefined where its `if:` keeps it from running
 */
export async function runJob(
  template: string,
  name: string,
  options: JobOptions,
): Promise<Record<string, string> | undefined> {
  const text = await readFile(join(projectRoot, "workflows-templates", template), "utf8");
  const workflow = parse(text) as { env?: Record<string, string>; jobs: Record<string, Job> };
  const job = workflow.jobs[name];
  if (!job) throw new Error(`${template} has no job ${name}.`);
  const contexts = contextsOf(options, workflow.env ?? {});
  if (job.if !== undefined && !isMet(job.if, contexts)) return undefined;
  const workspace = await mkdtemp(join(options.repository.temporary, `${name}-`));
  const env = Object.fromEntries(
    Object.entries(job.env ?? {}).map(([key, value]) => [key, resolveExpressions(value, contexts)]),
  );
  for (const step of job.steps) {
    if (step.if === undefined || isMet(step.if, contexts)) {
      const outputs = await runStep(
        step,
        contexts,
        { ...options, env: { ...options.env, ...env } },
        workspace,
      );
      if (step.id !== undefined) contexts.steps[step.id] = { outputs };
    }
  }
  return Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, value]) => [key, resolveExpressions(value, contexts)]),
  );
}

function contextsOf({ event, github, vars, needs = {} }: JobOptions, env: Record<string, string>) {
  return {
    github: { ...github, event_name: event.name, event: event.payload },
    env,
    vars,
    secrets: {},
    inputs: {},
    needs: Object.fromEntries(
      Object.entries(needs).map(([job, outputs]) => [job, { outputs, result: "success" }]),
    ),
    steps: {} as Record<string, { outputs: Record<string, string> }>,
  };
}

/** Returns the step's outputs; a step that fails ends the demo. */
async function runStep(
  step: Step,
  contexts: Contexts,
  options: JobOptions,
  workspace: string,
): Promise<Record<string, string>> {
  const action = step.uses?.split("@")[0] ?? "";
  const inputs = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([key, value]) => [key, resolveExpressions(String(value), contexts)]),
  );
  console.log(`  • ${step.name ?? action}`);
  if (action === "actions/checkout") {
    await checkOut(options.repository, join(workspace, inputs.path ?? ""), inputs.ref ?? "");
    return {};
  }
  if (step.run !== undefined) {
    await runShell(resolveExpressions(step.run, contexts), workspace);
    return {};
  }
  const ours = /\/actions\/([a-z-]+)$/.exec(action)?.[1];
  if (ours === undefined) throw new Error(`The demo can't run ${step.uses}.`);
  const { event, github, env } = options;
  const result = await runBundle(ours, {
    inputs,
    workspace,
    event,
    github,
    env,
    onLogLine: (line) => console.log(`    ${line}`),
  });
  if (result.exitCode !== 0) throw new Error(`${ours} failed with exit code ${result.exitCode}.`);
  return result.outputs;
}

async function checkOut({ remote }: SampleRepository, folder: string, ref: string): Promise<void> {
  await command("git", ["clone", "--quiet", remote, folder], ".");
  await command("git", ["fetch", "--quiet", "origin", ref], folder);
  await command("git", ["checkout", "--quiet", "--detach", "FETCH_HEAD"], folder);
}

async function runShell(script: string, folder: string): Promise<void> {
  await command("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], folder);
}

async function command(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runLocally(program, args, { cwd });
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stdout}${stderr}`);
}
