import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Answer } from "./answer.ts";

/** Milliseconds and MB within which every case is answered. */
export const limits = { milliseconds: 5000, megabytes: 500 };

/**
 * Lets a process of its own answer cases by number, one after another: a reading that hangs can only be ended from
 * outside. One that takes too long is answered by its defect, and the process by another one.
 */
export class Answerer {
  private child: ChildProcess | undefined;
  private answers: AsyncIterator<string> | undefined;

  async ask(number: number): Promise<Answer> {
    if (!this.child || !this.answers) this.start();
    this.child?.stdin?.write(`${number}\n`);
    const answered = new AbortController();
    // The process measures its own time; this is for one that never ends, on a machine that may be busy.
    const late = setTimeout(60_000, undefined, { signal: answered.signal }).catch(() => undefined);
    const answer = await Promise.race([this.answers?.next(), late]);
    answered.abort();
    if (answer && !answer.done) {
      const said: Answer = JSON.parse(answer.value);
      // A process keeps the memory it once had: the next case begins with a fresh one.
      if (said.megabytes > limits.megabytes / 2) this.stop();
      return said;
    }
    const defect = answer ? "the process died" : "no answer in time";
    this.stop();
    return { said: "", read: "", defect, milliseconds: 0, megabytes: 0 };
  }

  stop(): void {
    this.child?.kill("SIGKILL");
    this.child = undefined;
    this.answers = undefined;
  }

  private start(): void {
    const program = fileURLToPath(new URL("answer.ts", import.meta.url));
    this.child = spawn(process.execPath, ["--expose-gc", program], { stdio: ["pipe", "pipe", "ignore"] });
    if (!this.child.stdout) throw new Error("The process has no output.");
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }
}
