import { readResultFile } from "#action-kit";
import { FaultError } from "#diagnostics";
import { selectionOfChanges } from "#operations";
import type { Inputs } from "./inputs.ts";

/**
 * What is to be applied: as the inputs name it, or as a detection's file does.
 *
 * @throws FaultError where both do, and where the file can't be used
 */
export async function selectionOf({ changesFile, deployments, removed, reasons }: Inputs) {
  if (changesFile === undefined) return { deployments, removed, reasons };
  if (deployments.join() !== "all") {
    throw new FaultError({
      message: "Both `deployments` and `changes-file` say which deployments are meant.",
      fix: "Leave one of them out.",
    });
  }
  const found = selectionOfChanges(await readResultFile("changes-file", changesFile), changesFile);
  return { ...found, removed: [...new Set([...removed, ...found.removed])] };
}
