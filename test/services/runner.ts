import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "yaml";
import { bringBundlesUpToDate } from "./bundles.ts";
import { resolveExpressions } from "./expressions.ts";
import { projectRoot } from "./project-root.ts";
import { type Annotation, StepLog } from "./runner-log.ts";
import { parseKeyValueFile, type WorkflowCommand } from "./runner-protocol.ts";

/** What a job gives to a step. */
export interface StepOptions {
  /** The step's `with:`. */
  inputs?: Record<string, string>;
  /** Folder of the checked-out repository, where the step starts. */
  workspace: string;
  /** The event that started the workflow; `workflow_dispatch` without payload unless given. */
  event?: { name: string; payload?: unknown };
  /** The `github` context: `repository`, `sha`, `ref`, `token`, `run_id`, `api_url`, `server_url`, ... */
  github?: Record<string, string>;
  /** The step's `env:`. */
  env?: Record<string, string | undefined>;
  /** Called with each line of the log as GitHub would show it, while the step runs. */
  onLogLine?: (line: string) => void;
  /** Called with the step's process once it runs, for tests that end it in the middle. */
  onStart?: (process: ChildProcess) => void;
}

/** All that a step left. */
export interface StepResult {
  exitCode: number;
  /** Everything it printed, as it printed it. */
  printed: string;
  /** The log as GitHub would show it: commands taken out, masked values as `***`. */
  log: string;
  commands: WorkflowCommand[];
  annotations: Annotation[];
  masks: string[];
  outputs: Record<string, string>;
  summary: string;
  /** Variables and folders of PATH for the following steps. */
  exported: { env: Record<string, string>; path: string[] };
  state: Record<string, string>;
  /** Runs the action's post step with the state that this step saved; undefined where it has none. */
  post: (() => Promise<StepResult>) | undefined;
}

interface ActionFile {
  inputs?: Record<string, { default?: unknown }>;
  outputs?: Record<string, unknown>;
  runs: { using: string; main: string; post?: string };
}

/** Variables that a runner's job does not inherit from a test or a shell of ours. */
const OUTSIDE_VARIABLE = /^(GITHUB_|INPUT_|STATE_|RUNNER_|ACTIONS_|PREFECT_|NODE_OPTIONS$|CI$|GIT_|JEST_)/;

const node24 = join(projectRoot, "node_modules/node/bin/node");

/** Starts the bundle of `actions/<action>`, brought up to date; see {@link runActionFolder}. */
export async function runBundle(action: string, options: StepOptions): Promise<StepResult> {
  bringBundlesUpToDate();
  return runActionFolder(join(projectRoot, "actions", action), options);
}

/**
 * Starts an action as GitHub's runner would: with the inputs' defaults of action.yml, the runner's variables and
 * files, an event file, and Node 24. An input or output that action.yml doesn't know is an error, as it would be a
 * mistake of the test.
 */
export async function runActionFolder(folder: string, options: StepOptions): Promise<StepResult> {
  const file = parse(await readFile(join(folder, "action.yml"), "utf8")) as ActionFile;
  if (file.runs.using !== "node24") throw new Error(`${folder} runs on ${file.runs.using}.`);
  const env = { ...jobVariables(options), ...inputVariables(file, options), ...options.env };
  const run = async (script: string, state: Record<string, string>): Promise<StepResult> => {
    const stateVariables = Object.fromEntries(
      Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]),
    );
    const result = await startStep(join(folder, script), { ...env, ...stateVariables }, options);
    const unknown = Object.keys(result.outputs).filter((name) => !(name in (file.outputs ?? {})));
    if (unknown.length > 0) throw new Error(`action.yml has no outputs ${unknown.join(", ")}.`);
    return result;
  };
  const main = await run(file.runs.main, {});
  const { post } = file.runs;
  return { ...main, post: post === undefined ? undefined : () => run(post, main.state) };
}

function jobVariables({ workspace, event, github = {} }: StepOptions): Record<string, string> {
  const known: Record<string, string> = {
    repository: "acme/platform",
    run_id: "1",
    run_number: "1",
    run_attempt: "1",
    api_url: "http://127.0.0.1:9",
    server_url: "https://github.example",
    workflow: "test",
    job: "test",
    actor: "octocat",
    ...github,
    workspace,
    event_name: event?.name ?? "workflow_dispatch",
  };
  const variables = Object.entries(known)
    .filter(([name]) => name !== "token")
    .map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]);
  return { CI: "true", GITHUB_ACTIONS: "true", RUNNER_OS: "Linux", ...Object.fromEntries(variables) };
}

function inputVariables(file: ActionFile, { inputs = {}, github = {}, event }: StepOptions) {
  const known = file.inputs ?? {};
  const unknown = Object.keys(inputs).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`action.yml has no inputs ${unknown.join(", ")}.`);
  const contexts = {
    github: { event_name: event?.name, token: "", ...github, event: event?.payload },
    runner: { os: "Linux" },
  };
  return Object.fromEntries(
    Object.entries(known).map(([name, { default: fallback }]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      inputs[name] ?? resolveExpressions(String(fallback ?? ""), contexts),
    ]),
  );
}

async function startStep(
  script: string,
  env: Record<string, string | undefined>,
  options: StepOptions,
): Promise<StepResult> {
  if (!existsSync(script)) throw new Error(`${script} is not there; run \`npm run build\`.`);
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-step-"));
  try {
    const files = await makeStepFiles(folder, options.event?.payload ?? {});
    const log = new StepLog(options.onLogLine);
    const exitCode = await spawnNode(script, { ...env, ...files }, options, (line) => log.take(line));
    const content = (name: keyof typeof files) => readFile(files[name], "utf8");
    return {
      exitCode,
      ...log.result(),
      outputs: parseKeyValueFile(await content("GITHUB_OUTPUT")),
      summary: await content("GITHUB_STEP_SUMMARY"),
      exported: {
        env: parseKeyValueFile(await content("GITHUB_ENV")),
        path: (await content("GITHUB_PATH")).split("\n").filter(Boolean),
      },
      state: parseKeyValueFile(await content("GITHUB_STATE")),
      post: undefined,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeStepFiles(folder: string, payload: unknown) {
  const files = {
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    GITHUB_ENV: join(folder, "env"),
    GITHUB_PATH: join(folder, "path"),
    GITHUB_STATE: join(folder, "state"),
  };
  for (const file of Object.values(files)) await writeFile(file, "");
  await writeFile(join(folder, "event.json"), JSON.stringify(payload));
  return { ...files, GITHUB_EVENT_PATH: join(folder, "event.json"), RUNNER_TEMP: runnerTemp() };
}

let temporary: string | undefined;

/** Outlives the step, as on a runner: a job's later steps may read files that this one left there. */
function runnerTemp(): string {
  if (temporary === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "prefect-cicd-runner-temp-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    temporary = folder;
  }
  return temporary;
}

function spawnNode(
  script: string,
  env: Record<string, string | undefined>,
  { workspace, onStart }: StepOptions,
  onLine: (line: string) => void,
): Promise<number> {
  const inherited = Object.entries(process.env).filter(([name]) => !OUTSIDE_VARIABLE.test(name));
  const child = spawn(node24, [script], {
    cwd: workspace,
    env: {
      ...Object.fromEntries(inherited),
      PATH: `${join(node24, "..")}${delimiter}${process.env.PATH}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.once("spawn", () => onStart?.(child));
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? 1));
  });
}
