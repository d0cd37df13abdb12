// Runs inside a virtual machine: starts one of our actions as GitHub's runner would, as standard input says, and writes
// what it left to standard output, with what the job's next step, a script, then saw.
import { spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import { runBundle } from "../runner.ts";
import type { GuestStep, GuestStepResult } from "./virtual-machine.ts";

const { action, options, killAt, nextStep } = JSON.parse(await text(process.stdin)) as GuestStep;
let end = () => {};
const result = await runBundle(action, {
  ...options,
  onStart: (step) => {
    end = () => step.kill("SIGKILL");
  },
  onLogLine: (line) => {
    if (killAt !== undefined && line.startsWith(killAt)) end();
  },
});
let next = "";
if (nextStep !== undefined) {
  const env = { ...process.env, ...result.exported.env };
  const { stdout, stderr } = spawnSync("bash", ["-uc", nextStep], { encoding: "utf8", env });
  next = stdout + stderr;
}
process.stdout.write(JSON.stringify({ ...result, next } satisfies GuestStepResult));
