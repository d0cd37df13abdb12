// Runs inside a virtual machine: starts one of our actions as GitHub's runner would, as standard input says, and writes
// what it left to standard output.
import { text } from "node:stream/consumers";
import { runBundle } from "../runner.ts";
import type { GuestStep } from "./virtual-machine.ts";

const { action, options, killAt } = JSON.parse(await text(process.stdin)) as GuestStep;
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
process.stdout.write(JSON.stringify(result));
