import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { runLocally } from "#command";
import { type Contexts, parseKeyValueFile, resolveExpressions, runBundle, type StepOptions } from "#services";
import type { ParsedStep } from "../../test/platform/parsed-workflow.ts";

/** A job whose steps are being run. */
export interface RunningJob {
  contexts: Contexts;
  /** Address of the repository that `actions/checkout` clones. */
  remote: string;
  workspace: string;
  /** Folder that holds the artifacts of the job's run. */
  artifacts: string;
  event: NonNullable<StepOptions["event"]>;
  github: Record<string, string>;
  /** What its steps find in their environment; a step may add to it. */
  env: Record<string, string | undefined>;
  /** What its steps leave to be done at its end, the last first. */
  posts: (() => Promise<void>)[];
}

/** Returns the step's outputs; a step that fails ends the demo. */
export async function runStep(step: ParsedStep, job: RunningJob): Promise<Record<string, string>> {
  const action = step.uses?.split("@")[0] ?? "";
  const name = step.name ?? action;
  const inputs = resolvedBy(job.contexts, step.with);
  const env = { ...job.env, ...resolvedBy(job.contexts, step.env) };
  console.log(`  • ${name}`);
  if (step.run !== undefined) return runScript(resolveExpressions(step.run, job.contexts), job, env);
  if (action === "actions/checkout") {
    await checkOut(job.remote, job.workspace, inputs.ref ?? "");
    return {};
  }
  if (action === "actions/upload-artifact") {
    await cp(inputs.path ?? "", join(job.artifacts, inputs.name ?? "", basename(inputs.path ?? "")));
    return {};
  }
  if (action === "actions/download-artifact") {
    await cp(join(job.artifacts, inputs.name ?? ""), inputs.path ?? "", { recursive: true });
    return {};
  }
  const ours = /\/actions\/([a-z-]+)$/.exec(action)?.[1];
  if (ours === undefined) throw new Error(`The demo can't run ${step.uses}.`);
  return runAction(ours, name, inputs, job, env);
}

function resolvedBy(contexts: Contexts, texts: ParsedStep["with"] = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, resolveExpressions(String(value), contexts)]),
  );
}

async function runAction(
  action: string,
  name: string,
  inputs: Record<string, string>,
  job: RunningJob,
  env: RunningJob["env"],
): Promise<Record<string, string>> {
  const { workspace, event, github } = job;
  const result = await runBundle(action, { inputs, workspace, event, github, env, onLogLine });
  const { exitCode, outputs, exported, post } = result;
  if (post) {
    job.posts.push(async () => {
      console.log(`  • Post: ${name}`);
      const { exitCode } = await post();
      if (exitCode !== 0) throw new Error(`${action} failed afterwards with exit code ${exitCode}.`);
    });
  }
  if (exitCode !== 0) throw new Error(`${action} failed with exit code ${exitCode}.`);
  Object.assign(job.env, exported.env);
  if (exported.path.length > 0) {
    job.env.PATH = [...exported.path, job.env.PATH ?? process.env.PATH].join(delimiter);
  }
  return outputs;
}

/** BuildKit tells every step of a build; here the outcome is enough. */
function onLogLine(line: string): void {
  if (!/^(#\d+ |$)/.test(line)) console.log(`    ${line}`);
}

/** As a runner does where a step names no shell. */
async function runScript(
  script: string,
  { workspace }: RunningJob,
  env: RunningJob["env"],
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(workspace, "..", "script-"));
  const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
  try {
    for (const file of Object.values(files)) await writeFile(file, "");
    const printed = await command("bash", ["--noprofile", "--norc", "-e", "-c", script], workspace, {
      ...env,
      ...files,
    });
    for (const line of printed.split("\n").filter(Boolean)) console.log(`    ${line}`);
    return parseKeyValueFile(await readFile(files.GITHUB_OUTPUT, "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkOut(remote: string, folder: string, ref: string): Promise<void> {
  await command("git", ["clone", "--quiet", remote, folder], ".");
  await command("git", ["fetch", "--quiet", "origin", ref], folder);
  await command("git", ["checkout", "--quiet", "--detach", "FETCH_HEAD"], folder);
}

async function command(
  program: string,
  args: readonly string[],
  cwd: string,
  env: RunningJob["env"] = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally(program, args, { cwd, env });
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stdout}${stderr}`);
  return stdout;
}
