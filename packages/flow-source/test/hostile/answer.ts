// Reads numbers of hostile cases from standard input, one a line, and answers each with one line of JSON.
import { createInterface } from "node:readline";
import { readFlow } from "#flow-source";
import { sourceTreeOf } from "../source-tree-of.ts";
import { transitiveImports } from "../transitive-imports.ts";
import { hostileCases } from "./hostile-cases.ts";

/** What came of a case. */
export interface Answer {
  /** The fault's text, or the reasons of the approximate parameters; empty where the reading is exact. */
  said: string;
  /** The reading as JSON text, and empty where there is none. */
  read: string;
  /** An error that is no fault: a defect. */
  defect: string;
  /** Of the processor's time: the machine may be busy with something else. */
  milliseconds: number;
  /** The most memory of the whole process so far, in MB. */
  megabytes: number;
}

for await (const line of createInterface({ input: process.stdin })) {
  const one = hostileCases[Number(line)];
  if (!one) throw new Error(`There is no hostile case ${line}.`);
  const tree = sourceTreeOf(one.files);
  const started = process.cpuUsage();
  const answer: Answer = { said: "", read: "", defect: "", milliseconds: 0, megabytes: 0 };
  try {
    await transitiveImports(tree, one.entrypoint.slice(0, one.entrypoint.indexOf(":")));
    const reading = await readFlow(tree, one.entrypoint, { pythonVersion: "3.12" });
    answer.said = reading.approximate.map(({ reason }) => reason).join("; ");
    answer.read = JSON.stringify(reading);
  } catch (error) {
    if (error instanceof Error && error.name === "FaultError") answer.said = error.message;
    else answer.defect = error instanceof Error ? `${error.stack}` : String(error);
  }
  const used = process.cpuUsage(started);
  answer.milliseconds = Math.round(used.user / 1000 + used.system / 1000);
  answer.megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  // What one case leaves behind must not count for the next.
  globalThis.gc?.();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
