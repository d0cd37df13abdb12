import type { InventoryCounts } from "./keep-inventory.ts";
import type { Recorded } from "./record.ts";

/** How many deployments a notice names. */
const NAMED = 5;

/** What a reader should know of the record; null where all of it is as the commit says. */
export function recordNotice({ notRecorded, excluded }: Recorded): string | null {
  if (notRecorded !== null) return `The commit is not recorded as deployed: ${notRecorded}.`;
  if (excluded.length === 0) return null;
  const named = excluded.slice(0, NAMED).join(", ");
  const more = excluded.length > NAMED ? ` and ${excluded.length - NAMED} more` : "";
  const are = excluded.length === 1 ? "is" : "are";
  return `The commit is recorded as deployed, but ${named}${more} ${are} not as it says: the next detection selects what was left out.`;
}

/** What the server's inventory holds, in one line. */
export function inventoryLine({ deployments, pending, notInFiles, archived }: InventoryCounts): string {
  const come = deployments === 1 ? "deployment of this server comes" : "deployments of this server come";
  const parts = [`${deployments} ${come} from these files`];
  if (notInFiles)
    parts.push(`${notInFiles} of them ${notInFiles === 1 ? "is" : "are"} not in the files any more`);
  if (archived > 0) parts.push(`${archived} ${archived === 1 ? "is" : "are"} archived`);
  if (pending > 0) parts.push(`${pending} more ${pending === 1 ? "was" : "were"} about to be made`);
  return `Inventory: ${parts.join("; ")}.`;
}
