import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "#services";

/** A program that starts a server and then waits, as the demo does. */
const PROGRAM = `
  import { Server } from "${projectRoot}/test/services/index.ts";
  const server = await Server.start(process.execPath, ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"]);
  await server.waitUntil(async () => (await server.log()) !== "", 10);
  // It is not only started, it stays.
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log((await server.log()).trim());
  setInterval(() => {}, 1000);
`;

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "%s ends a program's servers with it",
  async (signal) => {
    const program = spawn(process.execPath, ["--input-type=module-typescript", "-e", PROGRAM]);
    const ended = new Promise((resolve) => program.once("exit", resolve));
    for await (const line of createInterface({ input: program.stdout })) {
      const pid = Number(line);
      expect(isAlive(pid)).toBe(true);
      program.kill(signal);
      await ended;
      for (let waited = 0; waited < 50 && isAlive(pid); waited++) await sleep(100);
      expect(isAlive(pid)).toBe(false);
      return;
    }
    throw new Error("The program told no server.");
  },
  20_000,
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
