import { FaultError } from "#diagnostics";
import { deploymentsOf, type PlanOptions, selectionOfChanges } from "#operations";
import type { Cli } from "./cli.ts";

/**
 * What is to be checked, planned or applied: as the command line names it, or as a file of `detect --json` does.
 *
 * @param named what the command line names; undefined where it names nothing
 * @throws FaultError where both say what is meant, and where the file can't be used
 */
export async function selectionOf(
  cli: Cli,
  options: Pick<PlanOptions, "changesFile"> & Partial<Pick<PlanOptions, "removed" | "except" | "exceptFile">>,
  named: readonly string[] | undefined,
): Promise<Partial<Pick<PlanOptions, "deployments" | "removed" | "reasons" | "except">>> {
  const { except = [], exceptFile } = options;
  const wanted = await wantedOf(cli, options, named);
  if (exceptFile === undefined) return wanted;
  return { ...wanted, except: [...except, ...deploymentsOf(await cli.read(exceptFile), exceptFile)] };
}

async function wantedOf(
  { read }: Cli,
  { changesFile, removed = [] }: Pick<PlanOptions, "changesFile"> & Partial<Pick<PlanOptions, "removed">>,
  named: readonly string[] | undefined,
): Promise<Partial<Pick<PlanOptions, "deployments" | "removed" | "reasons">>> {
  if (changesFile === undefined) return named === undefined ? {} : { deployments: named };
  if (named !== undefined) {
    throw new FaultError({
      code: "inputs-conflict",
      message: "Both the command line and --changes-file say which deployments are meant.",
      fix: "Leave one of them out.",
    });
  }
  const found = selectionOfChanges(await read(changesFile), changesFile);
  return { ...found, removed: [...new Set([...removed, ...found.removed])] };
}
