import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { prefectProgram, prefectPython, projectRoot } from "#services";
import type { ReadHow } from "../finding.ts";

/** A prefect file in a repository's clone. */
export interface ReferenceFile {
  folder: string;
  file: string;
}

/** What Prefect makes of a file. */
export interface OpenedFile {
  /** Why Prefect drops the file, or null. */
  dropped: string | null;
  deployments: { name: string | null; entrypoint: string | null; steps: boolean }[];
  /** Values for the environment variables that the file names. */
  environment: Record<string, string>;
}

/** How `prefect deploy` of one deployment went. */
export interface ReferenceDeploy {
  /** The flow's name where it was deployed. */
  flow?: string;
  /** Why Prefect refuses it. */
  error?: string;
  trace?: string;
  how: ReadHow;
  /** Packages that were stood in for. */
  standIns: string[];
  /** Why the flow could not be imported. */
  reason: string | null;
}

/** What kept the reference from answering, such as code that never ends. */
export interface NoAnswer {
  failed: string;
}

/**
 * `prefect deploy` of single deployments, by Prefect's own code. The foreign code that it imports runs in a process of
 * its own with nothing of our environment, behind the fence of `fence.py`.
 */
export class Reference {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;
  private readonly seconds: number;

  private constructor(python: string, env: NodeJS.ProcessEnv, scratch: string, seconds: number) {
    const script = join(projectRoot, "tools/parity/reference/serve.py");
    this.process = spawn(python, [script, scratch, homedir()], {
      stdio: ["pipe", "pipe", "inherit"],
      cwd: scratch,
      env,
    });
    this.seconds = seconds;
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param scratch the only folder that the code may write to; the clones must be in it
   * @param seconds how long one deployment may take
   * @param interpreter of the Python version that runs the code; the usual one unless given
   */
  static async start(
    apiUrl: string,
    scratch: string,
    seconds: number,
    interpreter?: string,
  ): Promise<Reference> {
    const [home, temporary] = [join(scratch, "home"), join(scratch, "temporary")];
    for (const folder of [home, temporary]) await mkdir(folder, { recursive: true });
    const env = referenceEnvironment(apiUrl, home, temporary);
    const python = await (interpreter === undefined ? prefectProgram("python") : prefectPython(interpreter));
    return new Reference(python, env, scratch, seconds);
  }

  open(file: ReferenceFile): Promise<OpenedFile | NoAnswer> {
    return this.ask({ op: "open", ...file });
  }

  /** Makes the work pools, variables and blocks that the file names. */
  prepare(file: ReferenceFile, environment: Record<string, string>): Promise<object | NoAnswer> {
    return this.ask({ op: "prepare", ...file, environment });
  }

  deploy(
    file: ReferenceFile,
    environment: Record<string, string>,
    index: number,
  ): Promise<ReferenceDeploy | NoAnswer> {
    return this.ask({ op: "deploy", ...file, environment, index });
  }

  stop(): void {
    this.process.kill();
  }

  private async ask<T>(request: object): Promise<T> {
    this.process.stdin.write(`${JSON.stringify({ ...request, seconds: this.seconds })}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("The Python process of the reference has ended.");
    return JSON.parse(value) as T;
  }
}

/** All that the reference gets of an environment; both sides deploy with it. */
export function referenceEnvironment(
  apiUrl: string,
  home: string,
  temporary: string,
): Record<string, string> {
  const nowhere = "http://127.0.0.1:9";
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    TMPDIR: temporary,
    LANG: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    PREFECT_API_URL: apiUrl,
    PREFECT_HOME: join(home, ".prefect"),
    PREFECT_PROFILES_PATH: join(home, "profiles.toml"),
    PREFECT_LOGGING_LEVEL: "CRITICAL",
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
  };
}
