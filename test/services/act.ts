import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { goProgramFromModule, type SourceChange } from "./go-program.ts";
import { projectRoot } from "./project-root.ts";

/** The version of act that the tests build and use. */
export const ACT_VERSION = "0.2.89";

/** Of a command that fails, act does not wait for the last output, and may lose all that it said. */
const WAITING_FOR_OUTPUT: SourceChange = {
  name: "waiting-for-output",
  file: "pkg/container/host_environment.go",
  from: "\terr = cmd.Run()\n\tif err != nil {\n\t\treturn err\n\t}\n",
  to: "\terr = cmd.Run()\n",
};

/** A workflow that is to be run as GitHub would, without Docker, on this machine. */
export interface ActRun {
  /** Folder with `.github/workflows`; each job gets a copy of it as its workspace. */
  folder: string;
  /** File name in `.github/workflows`. */
  workflow: string;
  event: { name: string; payload: object };
  /** Folders that stand for repositories at a ref, by `owner/name@ref`. */
  repositories: Record<string, string>;
  secrets?: Record<string, string>;
  vars?: Record<string, string>;
  /** Variables of every job; those that begin with GITHUB_ make the `github` context. */
  env?: Record<string, string>;
  /** Folders in which jobs find programs before they look elsewhere. */
  path?: readonly string[];
}

export interface ActResult {
  exitCode: number;
  /** `success`, `failure` or `skipped` by the job's shown name. */
  jobs: Record<string, string>;
  log: string;
}

/** Labels of runners that workflows may name; all are this machine. */
const LABELS = ["ubuntu-latest", "self-hosted"];

/** Runs a workflow with act in host mode; act is built on first use (about 60 s). */
export async function runAct(run: ActRun): Promise<ActResult> {
  const module = "github.com/nektos/act";
  const act = join(await goProgramFromModule(module, `v${ACT_VERSION}`, ".", WAITING_FOR_OUTPUT), "act");
  const temporary = await mkdtemp(join(tmpdir(), "prefect-cicd-act-"));
  try {
    const eventFile = join(temporary, "event.json");
    await writeFile(eventFile, JSON.stringify(run.event.payload));
    const pairs = (option: string, values: Record<string, string> = {}) =>
      Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
    const args = [
      run.event.name,
      "--json",
      "--no-cache-server",
      ...["--workflows", `.github/workflows/${run.workflow}`],
      ...["--eventpath", eventFile],
      ...["--action-cache-path", join(temporary, "cache")],
      ...LABELS.flatMap((label) => ["--platform", `${label}=-self-hosted`]),
      ...pairs("--local-repository", run.repositories),
      ...pairs("--secret", run.secrets),
      ...pairs("--var", run.vars),
      ...pairs("--env", run.env),
    ];
    const { exitCode, lines } = await start(act, args, run, temporary);
    return { exitCode, ...readLines(lines) };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function start(
  program: string,
  args: string[],
  { folder: cwd, path = [] }: ActRun,
  home: string,
): Promise<{ exitCode: number; lines: string[] }> {
  const { PATH = "" } = process.env;
  // Nothing of the user's own reaches a job: act hands its whole environment on.
  const env = {
    PATH: [join(projectRoot, "node_modules/node/bin"), ...path, PATH].join(delimiter),
    HOME: home,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
  };
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  // Each stream by itself: what comes of one in the middle of the other's line would make both unreadable.
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => lines.push(line));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 1, lines }));
  });
}

interface ActLine {
  job?: string;
  msg?: string;
  jobResult?: string;
}

function readLines(lines: readonly string[]): Pick<ActResult, "jobs" | "log"> {
  const jobs: Record<string, string> = {};
  const log: string[] = [];
  for (const line of lines.filter(Boolean)) {
    const { job = "", msg = line, jobResult } = parseLine(line);
    // act names a job `workflow/job`, and one of a called workflow `workflow/caller/job`, padded.
    const name = job.slice(job.lastIndexOf("/") + 1).trim();
    if (jobResult !== undefined) jobs[name] = jobResult;
    log.push(`${name === "" ? "" : `[${name}] `}${msg.trimEnd()}`);
  }
  return { jobs, log: log.join("\n") };
}

function parseLine(line: string): ActLine {
  try {
    return JSON.parse(line) as ActLine;
  } catch {
    return { msg: line };
  }
}
