import type { ExecutionResult, ShownPlan } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import type { InventoryCounts } from "./keep-inventory.ts";
import type { Recorded } from "./record.ts";

/** What came of an apply. */
export interface ApplyResult extends Recorded {
  plan: ShownPlan;
  execution: ExecutionResult;
  /** What went wrong with the last look at the server and with the record, beside single deployments. */
  recordFaults: readonly Fault[];
  /** What is wrong with files of definitions that can't be read: what they declare is not applied. */
  broken: readonly Fault[];
  /** New schedules that are off and still to be turned on, those of earlier runs among them. */
  resume: readonly string[];
  /** What the server's inventory of these files holds now; null where none is kept. */
  inventory: InventoryCounts | null;
}
