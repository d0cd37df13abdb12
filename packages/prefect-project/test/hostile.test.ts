import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostileAnswer } from "./hostile/answer.ts";
import { INPUTS } from "./hostile/inputs.ts";

const PROGRAM = join(import.meta.dirname, "hostile/answer.ts");
const MOST_MILLISECONDS = 5000;
const MOST_MEGABYTES = 500;
/** Characters from which an input is looked at in a process of its own, so that its memory is its own. */
const LARGE = 1_000_000;

const names = Object.keys(INPUTS);
const isLarge = (name: string) =>
  Object.values(INPUTS[name]?.files() ?? {}).reduce((sum, text) => sum + text.length, 0) > LARGE;
const small = names.filter((name) => !isLarge(name));
let answers: Promise<HostileAnswer[]> | undefined;

async function ask(asked: readonly string[]): Promise<HostileAnswer[]> {
  // V8 takes what memory there is before it tidies up: here there is little.
  const options = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=350"];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM, ...asked]);
  return stdout
    .trim()
    .split("\n")
    .map((line): HostileAnswer => JSON.parse(line));
}

async function answerTo(name: string): Promise<HostileAnswer | undefined> {
  if (!small.includes(name)) return (await ask([name]))[0];
  answers ??= ask(small);
  return (await answers).find((answer) => answer.name === name);
}

test.each(Object.entries(INPUTS))(
  "%s: an answer with a place, in 5 seconds and 500 MB",
  async (name, { told }) => {
    const answer = await answerTo(name);
    if (told === "sound") expect(answer?.told).toEqual([]);
    else expect(answer?.told[0]).toMatch(told);
    expect(answer?.longest).toBeLessThan(5000);
    expect(answer?.milliseconds).toBeLessThan(MOST_MILLISECONDS);
    expect(answer?.megabytes).toBeLessThan(MOST_MEGABYTES);
  },
  30_000,
);
