import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds after which a server is ended whatever happens. */
const LIFETIME_SECONDS = 3600;

/**
 * Runs a server as long as somebody holds the other end of standard input: the kernel closes that also when whoever
 * started the server was killed and can end nothing any more. Then the whole process group goes.
 */
const WATCHED = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(
  read -r _; trap "" TERM; kill -TERM 0
  waited=0; while [ $waited -lt 50 ] && kill -0 $server; do sleep 0.1; waited=$((waited + 1)); done
  kill -KILL 0
) <&3 & watch=$!
wait $server; code=$?
kill -KILL $watch
exit $code
`;

const running = new Set<Server>();
let isHooked = false;

/** Ends the servers with this process, also when a signal ends it, which by itself would run no handler of `exit`. */
function endWithProcess(): void {
  process.on("exit", () => {
    for (const server of running) server.killNow();
  });
  for (const [signal, exitCode] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.on(signal, () => process.exit(exitCode));
  }
}

export interface ServerOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
}

/** A server process of a real part, in a process group of its own, with its output kept in a file. */
export class Server {
  readonly logFile: string;
  private readonly child: ChildProcess;

  private constructor(command: string, args: readonly string[], options: ServerOptions, folder: string) {
    this.logFile = join(folder, "log");
    const log = createWriteStream(this.logFile);
    const watched = ["sh", "-c", WATCHED, "sh", command, ...args];
    const [program = "sh", ...first] = hasTimeout()
      ? ["timeout", "--signal=TERM", `${LIFETIME_SECONDS}s`, ...watched]
      : watched;
    this.child = spawn(program, first, {
      cwd: options.cwd ?? folder,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    // Held open until this process ends, and no reason for it to go on.
    (this.child.stdin as Socket).unref();
    this.child.stdout?.pipe(log, { end: false });
    this.child.stderr?.pipe(log, { end: false });
    this.child.on("close", () => log.end());
    if (!isHooked) endWithProcess();
    isHooked = true;
    running.add(this);
  }

  /** Starts a server; call {@link stop} in a `finally`. Its log and default working directory are temporary. */
  static async start(command: string, args: readonly string[], options: ServerOptions = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-server-"));
    const server = new Server(command, args, options, folder);
    await new Promise<void>((resolve, reject) => {
      server.child.once("spawn", resolve);
      server.child.once("error", reject);
    });
    return server;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("The server has not started.");
    return this.child.pid;
  }

  log(): Promise<string> {
    return readFile(this.logFile, "utf8");
  }

  /** Waits until `ready` answers true; fails with the server's log when it ends first or `seconds` pass. */
  async waitUntil(ready: () => Promise<boolean>, seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) break;
      if (await ready().catch(() => false)) return;
      await sleep(100);
    }
    const log = await this.log();
    await this.stop();
    throw new Error(`The server was not ready within ${seconds} s. Its log:\n${log}`);
  }

  /** Ends the whole process group, first politely, and removes the log. */
  async stop(): Promise<void> {
    if (!running.delete(this)) return;
    signalGroup(this.pid, "SIGTERM");
    for (let waited = 0; waited < 5000 && groupAlive(this.pid); waited += 50) await sleep(50);
    signalGroup(this.pid, "SIGKILL");
    await rm(join(this.logFile, ".."), { recursive: true, force: true });
  }

  killNow(): void {
    signalGroup(this.pid, "SIGKILL");
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function groupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

let timeoutFound: boolean | undefined;
function hasTimeout(): boolean {
  timeoutFound ??= spawnSync("timeout", ["--version"]).status === 0;
  return timeoutFound;
}
