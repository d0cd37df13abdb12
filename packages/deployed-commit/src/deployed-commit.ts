import type { Reporter } from "#diagnostics";
import { isObject } from "#json";
import type { PrefectClient } from "#prefect-api";
import { canonicalFiles, canonicalRepository, type DeployedFiles, variableName } from "./variable-name.ts";

/** The commit whose definitions a server holds. */
export interface DeployedCommit {
  /** Full hash. */
  commit: string;
  /** When it was recorded: ISO 8601, UTC. */
  time: string;
  /** Address or id of the run that deployed it; null outside CI. */
  run: string | null;
}

/** Longest text of file names in a record: Prefect takes 5,000 characters a variable. */
const LONGEST_FILES = 1000;

/**
 * The commit that was last deployed to the server in full, or undefined where none is recorded. A record that
 * somebody has made unreadable is warned of and counts as none.
 */
export async function readDeployedCommit(
  { variables }: Pick<PrefectClient, "variables">,
  target: DeployedFiles,
  reporter: Reporter,
): Promise<DeployedCommit | undefined> {
  const name = variableName(target);
  const variable = await variables.find(name);
  if (!variable) return undefined;
  const recorded = parse(variable.value);
  if (!recorded)
    reporter.warning({
      message: `The Prefect variable ${name} does not hold a deployed commit; it is taken as if there were none.`,
      fix: "Delete it, or leave it: the next full deployment writes it anew.",
    });
  return recorded;
}

/**
 * Records a commit as deployed. Only for after a full success: the next deployment is computed from it.
 *
 * @returns name of the variable
 */
export async function recordDeployedCommit(
  { variables }: Pick<PrefectClient, "variables">,
  target: DeployedFiles,
  deployed: DeployedCommit,
): Promise<string> {
  const name = variableName(target);
  await variables.set(name, {
    commit: deployed.commit,
    time: deployed.time,
    run: deployed.run,
    repository: canonicalRepository(target.repository),
    file: canonicalFiles(target.files).join(", ").slice(0, LONGEST_FILES),
  });
  return name;
}

function parse(value: unknown): DeployedCommit | undefined {
  if (!isObject(value)) return undefined;
  const { commit, time, run } = value;
  // Only a full hash: the text goes to git as an argument.
  if (typeof commit !== "string" || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return undefined;
  if (typeof time !== "string") return undefined;
  return { commit, time, run: typeof run === "string" ? run : null };
}
