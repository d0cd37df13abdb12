import type { RunCommand, RunOptions } from "#command";
import { docker } from "./docker.ts";
import { explainBuilder } from "./failures.ts";

/** A name for a builder that nobody else has. */
export function newBuilderName(): string {
  return `prefect-cicd-${crypto.randomUUID().slice(0, 12)}`;
}

/**
 * Makes a builder: in a container of the machine's Docker engine, or at BUILDKIT_HOST where that is set (buildx's own
 * rule). It isn't selected, so nobody's default builder changes. Throws a FaultError.
 */
export async function makeBuilder(name: string, run: RunCommand, env: RunOptions["env"]): Promise<void> {
  const { exitCode, stderr } = await docker(run, ["buildx", "create", "--name", name], { env });
  if (exitCode !== 0) throw explainBuilder(undefined, stderr);
}

/** Throws a FaultError where there is no builder of that name. */
export async function checkBuilder(name: string, run: RunCommand, env: RunOptions["env"]): Promise<void> {
  const { exitCode, stderr } = await docker(run, ["buildx", "inspect", name], { env });
  if (exitCode !== 0) throw explainBuilder(name, stderr);
}

/** Removes a builder with its cache; one that isn't there is no error. Answers what went wrong otherwise. */
export async function removeBuilder(
  name: string,
  run: RunCommand,
  env: RunOptions["env"] = {},
): Promise<string | undefined> {
  const { exitCode, stderr } = await docker(run, ["buildx", "rm", "--force", name], { env });
  return exitCode === 0 || /no builder .*found/i.test(stderr) ? undefined : stderr.trim();
}
