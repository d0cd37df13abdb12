import { type RunCommand, runLocally } from "#command";
import { debug } from "./log.ts";
import { containsSecret } from "./secrets.ts";

/**
 * {@link RunCommand} for actions: prints nothing of the command but in debug logging, and refuses a secret among
 * the arguments, which every process of the machine could read.
 */
export const runCommand: RunCommand = (command, args, options) => {
  if (args.some(containsSecret)) {
    throw new Error(`A secret was about to be an argument of ${command}.`);
  }
  debug(`Running ${JSON.stringify([command, ...args])}`);
  return runLocally(command, args, { ...options, env: { ...withoutInputs(), ...options?.env } });
};

/** Inputs, some of them secret, are the action's alone: a flow's code that Python imports has no business there. */
function withoutInputs(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith("INPUT_"));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
