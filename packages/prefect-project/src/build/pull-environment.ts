import type { Config } from "../config-value.ts";
import { type Part, part } from "./part.ts";
import { placeholdersIn } from "./placeholders-in.ts";

/**
 * What is told of `{{ $NAME }}` in pull steps. A variable that is set is filled in now, so that its value is stored in
 * clear; one that is not is left for the worker, which has it when a run starts.
 */
export function environmentInPull(
  steps: readonly Config[],
  env: Readonly<Record<string, string | undefined>>,
): Part<null> {
  const found = placeholdersIn([...steps], ["pull"]).filter(
    ({ placeholder }) => placeholder.type === "environment",
  );
  const variables = found.map(({ path, placeholder }) => ({
    path,
    name: placeholder.name.replace(/^\$+/, ""),
  }));
  const left = new Set(variables.filter(({ name }) => env[name] === undefined).map(({ name }) => name));
  return part(null, {
    warnings: variables
      .filter(({ name }) => env[name] !== undefined)
      .map(({ path, name }) => ({
        path,
        code: "secret-in-clear",
        message: `The value of ${name} is stored in clear in the deployment's pull steps, since it is set here.`,
        fix: "Take a secret from a block, as in {{ prefect.blocks.secret.name }}, or leave the variable to the worker.",
      })),
    notes: [...left].map((name) => `Its pull steps take ${name} from the worker: it is not set here.`),
  });
}
