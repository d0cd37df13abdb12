import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type Json, jsonText, parseJson } from "#json";
import { prefectProgram, projectRoot } from "#services";

/** What Prefect makes of an item, or the error that it raises. */
export type Answer = { value: Json } | { error: string };

/** One Python process with the locked Prefect, asked for what it makes of this and that; no server is needed. */
export class PrefectOracle {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  private constructor(python: string) {
    this.process = spawn(python, [`${projectRoot}/packages/prefect-project/test/oracle/prefect_oracle.py`], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, PREFECT_API_URL: "http://127.0.0.1:1/api", DO_NOT_TRACK: "1" },
    });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<PrefectOracle> {
    return new PrefectOracle(await prefectProgram("python"));
  }

  async ask(op: string, items: readonly Json[]): Promise<Answer[]> {
    this.process.stdin.write(`${jsonText({ op, items })}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("The Python process with Prefect has ended.");
    return parseJson(value) as Answer[];
  }

  stop(): void {
    this.process.kill();
  }
}
