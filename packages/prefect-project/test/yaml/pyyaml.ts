import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { prefectProgram, projectRoot } from "#services";

/** What PyYAML makes of a text: the encoded value, or the error that it raises. */
export type PyYamlAnswer = { value: string } | { error: string };

/** One Python process with the locked PyYAML that reads text after text. */
export class PyYaml {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  private constructor(python: string) {
    const script = `${projectRoot}/packages/prefect-project/test/yaml/pyyaml_server.py`;
    this.process = spawn(python, [fileURLToPath(new URL(`file://${script}`))], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<PyYaml> {
    return new PyYaml(await prefectProgram("python"));
  }

  async load(texts: readonly string[]): Promise<PyYamlAnswer[]> {
    this.process.stdin.write(`${JSON.stringify(texts)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error("The Python process with PyYAML has ended.");
    return JSON.parse(value);
  }

  stop(): void {
    this.process.kill();
  }
}
