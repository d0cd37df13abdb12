import { randomInt } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandResult } from "#command";

interface ExecStatus {
  exited: boolean;
  exitcode?: number;
  signal?: number;
  "out-data"?: string;
  "err-data"?: string;
}

/** Runs commands as root in a virtual machine through QEMU's guest agent (its protocol: qemu-ga-ref(7)). */
export class GuestAgent {
  private readonly waiting: Array<(line: string) => void> = [];

  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    createInterface({ input: socket }).on("line", (line) => this.waiting.shift()?.(line));
    socket.on("close", () => {
      for (const answer of this.waiting.splice(0)) answer('{"error":{"desc":"the machine is off"}}');
    });
  }

  /** Connects to the agent; fails when it doesn't answer within some seconds, as while the machine starts. */
  static async connect(socketFile: string): Promise<GuestAgent> {
    const socket = connect(socketFile);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.on("error", () => {});
    const id = randomInt(2 ** 31);
    const answered = new Promise<void>((resolve, reject) => {
      const lines = createInterface({ input: socket });
      // Lines before the right one are answers to somebody who gave up before.
      lines.on("line", (line) => line.includes(`${id}`) && resolve());
      setTimeout(() => reject(new Error("no answer")), 5000).unref();
    });
    socket.write(`${JSON.stringify({ execute: "guest-sync", arguments: { id } })}\n`);
    try {
      await answered;
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return new GuestAgent(socket);
  }

  /** Starts a program and waits for its end. A non-zero exit is a result; a signal counts as 128 plus its number. */
  async run(path: string, args: readonly string[], input = ""): Promise<CommandResult> {
    const { pid } = await this.ask<{ pid: number }>("guest-exec", {
      path,
      arg: args,
      "input-data": Buffer.from(input).toString("base64"),
      "capture-output": true,
    });
    for (;;) {
      const status = await this.ask<ExecStatus>("guest-exec-status", { pid });
      if (status.exited) {
        const text = (data = "") => Buffer.from(data, "base64").toString("utf8");
        return {
          exitCode: status.exitcode ?? 128 + (status.signal ?? 0),
          stdout: text(status["out-data"]),
          stderr: text(status["err-data"]),
        };
      }
      await sleep(300);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private async ask<T>(execute: string, args?: object): Promise<T> {
    const line = await new Promise<string>((resolve) => {
      this.waiting.push(resolve);
      this.socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
    const answer = JSON.parse(line) as { return?: T; error?: { desc: string } };
    if (answer.error) throw new Error(`The guest agent refused ${execute}: ${answer.error.desc}`);
    return answer.return as T;
  }
}
