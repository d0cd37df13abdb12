import type { Plan, PlannedDeployment } from "#deployment-plan";
import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { PrefectClient } from "#prefect-api";
import { type Change, type Contents, hashOf, type Inventory } from "#server-records";
import { isForbidden } from "./history.ts";

/** What a run's inventory holds at its end. */
export interface InventoryCounts {
  /** Deployments of the server that were applied from these files. */
  deployments: number;
  /** Deployments that a run was about to make and that nobody has seen yet. */
  pending: number;
  /** How many of them the files don't define any more; null where not all of the files' names are known. */
  notInFiles: number | null;
  /** How many of those that left the files are archived. */
  archived: number;
}

/** What a plan tells of which deployments there are, before any of it is carried out. */
export function knownBefore(
  { deployments }: Pick<Plan, "deployments">,
  { removed, letGo = [], missing = [] }: LeftFiles,
  since: string,
): Change {
  const planned = new Set(deployments.map(({ key }) => key));
  return {
    begun: deployments.filter(({ action }) => action === "create").map(({ key }) => ({ key, since })),
    // One that left the files is no more ours than it was before.
    seen: deployments.flatMap(({ key, live, location }) => (live && location ? [{ key, id: live.id }] : [])),
    // The server was asked for them, and a plan passes over what is not there.
    gone: [...removed.filter((key) => !planned.has(key)), ...letGo],
    missing,
  };
}

/** Keys of deployments that the files don't have any more. */
export interface LeftFiles {
  /** All that the server was asked for. */
  removed: readonly string[];
  /** Those that are somebody else's by now. */
  letGo?: readonly string[];
  /** Ids that the server doesn't have any more. */
  missing?: readonly string[];
}

/** Pending deployments of earlier runs that a plan makes nothing of: those of the files are seen by themselves. */
export function pendingElsewhere(
  { pending }: Contents,
  { deployments }: Pick<Plan, "deployments">,
): string[] {
  const planned = new Set(deployments.filter(({ location }) => location).map(({ key }) => key));
  return [...pending.keys()].filter((key) => !planned.has(key));
}

/**
 * What looking for pending deployments has shown. One that is not there may still be made by the run that noted it:
 * it is given up once no such run can be alive.
 */
export function pendingFound(
  asked: readonly string[],
  found: readonly { key: string; id: string }[],
  pending: ReadonlyMap<string, string>,
  now: Date,
): Change {
  const there = new Set(found.map(({ key }) => key));
  const isOld = (key: string) => Date.parse(pending.get(key) ?? "") + LONGEST_RUN < now.getTime();
  return {
    seen: found.map(({ key, id }) => ({ key, id })),
    gone: asked.filter((key) => !there.has(key) && isOld(key)),
  };
}

/** In milliseconds; GitHub ends a job on a runner of one's own after five days. */
const LONGEST_RUN = 6 * 24 * 3600 * 1000;

/** How many of the files' deployments an inventory holds, and others. */
export function countsOf(
  contents: Contents,
  declaredKeys: readonly string[] | null,
): Omit<InventoryCounts, "archived"> {
  const { scope, ids, pending } = contents;
  const defined = declaredKeys && new Set(declaredKeys.map((key) => hashOf(scope, key)));
  return {
    deployments: ids.size,
    pending: pending.size,
    notInFiles: defined && [...ids.keys()].filter((hash) => !defined.has(hash)).length,
  };
}

/** Whether it is time to write what was applied since: inventory writes are at most a twentieth of all. */
export function isWorthWriting(applied: number, written: number): boolean {
  return written * 20 <= applied;
}

/**
 * Keeps an inventory true while a plan is carried out: what is about to be made is noted before the first write, its
 * id once it is there. Whatever becomes of the run, the next one finds the rest by name.
 */
export class InventoryKeeper {
  private readonly inventory: Inventory;
  private readonly reporter: Reporter;
  private waiting: { seen: { key: string; id: string }[]; gone: string[] } = { seen: [], gone: [] };
  private applied = 0;
  private writing: Promise<void> | undefined;
  private fault: Fault | undefined;

  private constructor(inventory: Inventory, reporter: Reporter) {
    this.inventory = inventory;
    this.reporter = reporter;
  }

  /**
   * Notes what is about to be made.
   *
   * @returns null where the key may not write variables
   * @throws FaultError where the server fails
   */
  static async begin(
    client: Pick<PrefectClient, "deployments">,
    inventory: Inventory,
    plan: Plan,
    left: LeftFiles,
    reporter: Reporter,
  ): Promise<InventoryKeeper | null> {
    const now = new Date();
    const asked = pendingElsewhere(inventory.contents, plan);
    const names = asked.map((key) => ({
      flowName: key.slice(0, key.indexOf("/")),
      name: key.slice(key.indexOf("/") + 1),
    }));
    const found = pendingFound(
      asked,
      await client.deployments.findByNames(names),
      inventory.contents.pending,
      now,
    );
    const known = knownBefore(plan, left, now.toISOString().replace(/:\d\d\.\d+Z$/, "Z"));
    try {
      await inventory.change({
        begun: known.begun ?? [],
        seen: [...(known.seen ?? []), ...(found.seen ?? [])],
        gone: [...(known.gone ?? []), ...(found.gone ?? [])],
        missing: known.missing ?? [],
      });
    } catch (error) {
      if (!isForbidden(error)) throw error;
      reporter.warning({
        code: "records-forbidden",
        message:
          "The key may not write variables of the Prefect server: which deployments come from here is not kept.",
        fix: "Give the key the right to read and write variables.",
      });
      return null;
    }
    return new InventoryKeeper(inventory, reporter);
  }

  /** A deployment was written in full. */
  note({ key, action }: Pick<PlannedDeployment, "key" | "action">, id: string): void {
    this.applied++;
    if (action === "create") this.waiting.seen.push({ key, id });
    else if (action === "delete") this.waiting.gone.push(key);
    if (this.writing || !isWorthWriting(this.applied, this.inventory.written)) return;
    this.writing = this.write().finally(() => {
      this.writing = undefined;
    });
  }

  /** Writes what is left, and tells what the inventory holds. */
  async end(declaredKeys: readonly string[] | null): Promise<Omit<InventoryCounts, "archived">> {
    await this.writing;
    await this.write();
    if (this.fault) {
      this.reporter.warning({
        ...this.fault,
        message: `Which deployments come from here could not be kept in full: ${this.fault.message} The next run completes it.`,
      });
    }
    return countsOf(this.inventory.contents, declaredKeys);
  }

  private async write(): Promise<void> {
    const { seen, gone } = this.waiting;
    this.waiting = { seen: [], gone: [] };
    try {
      await this.inventory.change({ seen, gone });
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      // What is not written now is tried again with the next ones.
      this.waiting = { seen: [...seen, ...this.waiting.seen], gone: [...gone, ...this.waiting.gone] };
      this.fault = error.faults[0];
      return;
    }
    this.fault = undefined;
  }
}
