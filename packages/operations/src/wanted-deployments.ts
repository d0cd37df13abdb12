import { ALL, keyOfSelector } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { selectionOfChanges } from "./changes-file.ts";
import { deploymentsOf } from "./deployments-file.ts";
import type { Detected } from "./detected.ts";
import type { PlanValues } from "./options/index.ts";
import { arePatterns, scopeOf } from "./stages/scope.ts";

/** Which deployments a user means, by names and by files of steps before. */
export type Wanting = Pick<PlanValues, "deployments" | "changesFile"> &
  Partial<Pick<PlanValues, "removed" | "reasons" | "except" | "exceptFile" | "scope" | "prune">>;

/** The same with the files read. */
export interface Wanted extends Pick<PlanValues, "deployments" | "removed" | "reasons" | "except"> {
  /** What the detection told, where a file holds one. */
  detected?: Detected;
  /** What of the files belongs to the scope, where a file says what of it is meant. */
  scopePatterns?: readonly string[];
}

/**
 * What is meant: as it is named, or as files of steps before say.
 *
 * @param read gives the text of the file that an option names
 * @throws FaultError where both say it, and where a file can't be used
 */
export async function wantedDeployments(
  wanting: Wanting,
  read: (option: "changes-file" | "except-file", path: string) => Promise<string>,
): Promise<Wanted> {
  const {
    deployments,
    changesFile,
    removed = [],
    reasons = {},
    except = [],
    exceptFile,
    scope,
    prune,
  } = wanting;
  const left =
    exceptFile === undefined ? [] : deploymentsOf(await read("except-file", exceptFile), exceptFile);
  const own = { deployments, removed, reasons, except: [...except, ...left] };
  if (changesFile === undefined) return own;
  const isScope = scope !== undefined && arePatterns(deployments);
  if (deployments.join() !== ALL && !isScope) {
    throw new FaultError({
      code: "inputs-conflict",
      message: "Both names and a changes-file say which deployments are meant.",
      fix: "Leave one of them out.",
    });
  }
  const found = selectionOfChanges(await read("changes-file", changesFile), changesFile);
  const { contains, patterns } = scopeOf(wanting);
  const within = (selectors: readonly string[]) => selectors.filter((one) => contains(keyOfSelector(one)));
  return {
    ...own,
    ...found,
    deployments: within(found.deployments),
    // With `prune` the inventory says what is to be removed.
    removed: [...new Set([...removed, ...(prune ? [] : within(found.removed))])],
    ...(scope === undefined ? {} : { scopePatterns: patterns }),
  };
}
