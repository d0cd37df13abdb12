import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { x } from "tinyexec";
import { withoutUnneeded } from "./passed-environment.ts";
import type { RunCommand } from "./run-command.ts";

/** {@link RunCommand} on tinyexec, for the command line, the tests and the demo. */
export const runLocally: RunCommand = async (command, args, options = {}) => {
  const { passEnvironment } = options;
  const removed = passEnvironment === undefined ? {} : withoutUnneeded(process.env, passEnvironment);
  const running = x(command, [...args], {
    timeout: options.timeout,
    signal: options.signal,
    nodeOptions: { cwd: options.cwd, env: { ...removed, ...options.env }, stdio: "pipe" },
  });
  const child = running.process;
  // A character may be cut in two where one piece of output ends and the next begins.
  child?.stdout?.setEncoding(options.encoding ?? "utf8");
  child?.stderr?.setEncoding("utf8");
  if (child?.stderr && options.onProgress) {
    const lines = createInterface({ input: child.stderr.pipe(new PassThrough()) });
    lines.on("line", options.onProgress);
  }
  // A command that ends before it has read its input closes the pipe; its exit code tells, not EPIPE.
  child?.stdin?.on("error", () => {});
  child?.stdin?.end(options.input ?? "");
  const { exitCode, stdout, stderr } = await running;
  if (options.signal?.aborted) throw new Error(`${command} ${args[0] ?? ""} was cancelled.`);
  if (running.killed && exitCode === undefined) {
    throw new Error(`${command} ${args[0] ?? ""} was ended after ${options.timeout} ms.`);
  }
  return { exitCode: exitCode ?? 1, stdout, stderr };
};
