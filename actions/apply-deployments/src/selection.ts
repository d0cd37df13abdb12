import { readResultFile } from "#action-kit";
import { FaultError } from "#diagnostics";
import { deploymentsOf, selectionOfChanges } from "#operations";
import type { Inputs } from "./inputs.ts";

/**
 * What is to be applied: as the inputs name it, or as files of steps before do.
 *
 * @throws FaultError where both do, and where a file can't be used
 */
export async function selectionOf(inputs: Inputs) {
  return { ...(await wantedOf(inputs)), except: await exceptionsOf(inputs) };
}

async function wantedOf({ changesFile, deployments, removed, reasons }: Inputs) {
  if (changesFile === undefined) return { deployments, removed, reasons };
  if (deployments.join() !== "all") {
    throw new FaultError({
      code: "inputs-conflict",
      message: "Both `deployments` and `changes-file` say which deployments are meant.",
      fix: "Leave one of them out.",
    });
  }
  const found = selectionOfChanges(await readResultFile("changes-file", changesFile), changesFile);
  return { ...found, removed: [...new Set([...removed, ...found.removed])] };
}

async function exceptionsOf({ except, exceptFile }: Inputs): Promise<readonly string[]> {
  if (exceptFile === undefined) return except;
  return [...except, ...deploymentsOf(await readResultFile("except-file", exceptFile), exceptFile)];
}
