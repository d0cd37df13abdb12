import type { Worker } from "#prefect-api";
import { type IsAwaited, named, newcomer } from "../workers.ts";

/** One revision of a release, as `helm history` tells it. */
export interface Revision {
  revision: number;
  /** `deployed`, `superseded`, `failed`, `pending-install`, `pending-upgrade`, `pending-rollback`, ... */
  status: string;
  /** When Helm began with it, by the clock of the machine that ran Helm: ISO 8601. */
  updated: string;
  /** Name and version: `prefect-worker-2026.1.1`. */
  chart: string;
}

/** The revision that was good last. */
export function lastDeployed(history: readonly Revision[]): number | undefined {
  return (
    history.findLast(({ status }) => status === "deployed") ??
    history.findLast(({ status }) => status === "superseded")
  )?.revision;
}

/** How a release stands before an upgrade. */
export type Readiness =
  | { kind: "ready" }
  /** Another upgrade is under way. */
  | { kind: "busy"; last: Revision }
  /** Whoever was at it was killed: Helm would refuse to touch it for ever. `good` is what to go back to, if anything. */
  | { kind: "killed"; last: Revision; good: number | undefined };

/**
 * @param seconds that an upgrade may take
 * @param now milliseconds since the epoch
 */
export function readinessOf(history: readonly Revision[], seconds: number, now: number): Readiness {
  const last = history.at(-1);
  if (!last?.status.startsWith("pending-")) return { kind: "ready" };
  const isOver = now - Date.parse(last.updated) > seconds * 1000;
  return isOver ? { kind: "killed", last, good: lastDeployed(history) } : { kind: "busy", last };
}

/** What becomes of a release after an update that failed. */
export type HelmReleaseAfterFailure =
  /** A revision of somebody else's is at work, or was deployed since. */
  | { kind: "leave" }
  | { kind: "put-back"; revision: number }
  /** There was none before. */
  | { kind: "remove" };

/** @param ours the revision that the update made; undefined where it came to none */
export function afterFailure(
  history: readonly Revision[],
  ours: number | undefined,
): HelmReleaseAfterFailure {
  const latest = history.at(-1);
  // One that failed is no loss to anybody, whoever made it.
  if (!latest || (latest.revision !== ours && latest.status !== "failed")) return { kind: "leave" };
  const good = lastDeployed(history.filter(({ revision }) => revision < latest.revision));
  return good === undefined ? { kind: "remove" } : { kind: "put-back", revision: good };
}

/** What tells whether the release's worker has come to know the update. */
export interface WorkerSituation {
  /** Its fixed name; undefined where each start makes one up. */
  name: string | undefined;
  /** Workers of the pool before the update. */
  before: readonly Worker[];
  /** Whether pods were started anew. */
  isRestarted: boolean;
  /** Whether the pool's template is another one. */
  isTemplateNew: boolean;
}

export type AwaitedWorker =
  | { isAwaited: IsAwaited }
  /** A heartbeat after now; where `onceGone`, only one after the old pods are gone, whose worker has the same name. */
  | { heartbeat: true; onceGone: boolean };

/** Which worker proves that the update took. */
export function awaitedWorker({ name, before, isRestarted, isTemplateNew }: WorkerSituation): AwaitedWorker {
  if (isRestarted && name === undefined) return { isAwaited: newcomer(before) };
  if (isRestarted && before.some((worker) => worker.name === name))
    return { heartbeat: true, onceGone: true };
  if (!isRestarted && isTemplateNew) return { heartbeat: true, onceGone: false };
  return { isAwaited: named(name) };
}
