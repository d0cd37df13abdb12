import { archiveTag, type Plan, type PlannedDeployment, stateToArchive } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import type { PrefectClient } from "#prefect-api";
import {
  type ArchiveChange,
  type Archived,
  changeArchive,
  isSameArchive,
  withArchiveChange,
} from "#server-records";
import { type History, isForbidden } from "./history.ts";
import type { NamedDefinition } from "./stages/named-definition.ts";

/**
 * What has to be known before anything is archived: the states that a return puts back, and what is kept once it leaves
 * the files. One that was half archived keeps what was noted first.
 */
export function beforeArchiving(
  { deployments, createdAt }: Pick<Plan, "deployments" | "createdAt">,
  { archive: { archived } }: Pick<History, "archive">,
  named: readonly NamedDefinition[],
): ArchiveChange {
  const entries = deployments.flatMap((planned): [string, Archived][] => {
    const { action, live, seen, key, automations } = planned;
    if (action !== "archive" || !live || !seen) return [];
    const before = archived.get(live.id);
    const now = stateToArchive(seen, automations);
    if (before === undefined || before.done)
      return [[live.id, { key, since: createdAt, tag: archiveTag(createdAt), done: false, ...now }]];
    const schedules = { ...now.schedules, ...before.schedules };
    return [[live.id, { ...before, schedules, automations: { ...now.automations, ...before.automations } }]];
  });
  const known = named.filter(({ faults }) => faults.length === 0);
  return {
    archive: new Map(entries),
    kept: new Map(known.map(({ key, definition }) => [key, definition.keep])),
  };
}

/**
 * What is known of archived deployments once a plan was carried out.
 *
 * @param applied ids of those whose writes are all done
 * @param missing ids that the server doesn't have any more
 */
export function afterArchiving(
  { deployments }: Pick<Plan, "deployments">,
  { archive: { archived } }: Pick<History, "archive">,
  applied: ReadonlySet<string>,
  missing: readonly string[],
): ArchiveChange {
  const isDone = ({ live, action }: PlannedDeployment) =>
    live !== null && (action === "unchanged" || applied.has(live.id));
  const ids = (some: readonly PlannedDeployment[]) => some.flatMap(({ live }) => live?.id ?? []);
  const done = deployments.filter(isDone);
  return {
    done: ids(done.filter(({ location, action }) => location === null && isOff(action))),
    forget: [
      ...ids(done.filter(({ location, action }) => location !== null || action === "delete")),
      ...missing,
    ].filter((id) => archived.has(id)),
  };
}

function isOff(action: PlannedDeployment["action"]): boolean {
  return action === "archive" || action === "unchanged";
}

/** Takes a change into the record. Nothing is sent where it tells nothing new. */
export async function noteArchive(
  client: PrefectClient,
  { target, archive }: Pick<History, "target" | "archive">,
  change: ArchiveChange,
): Promise<void> {
  if (target === null || isSameArchive(archive, withArchiveChange(archive, change))) return;
  try {
    await changeArchive(client, target, change);
  } catch (error) {
    // Whoever may not write variables is told with the inventory, and archives nothing.
    if (!isForbidden(error) || (change.archive?.size ?? 0) > 0) throw error;
  }
}

/** The same, once the writes are done: what goes wrong is told. */
export async function tryNoteArchive(...args: Parameters<typeof noteArchive>): Promise<readonly Fault[]> {
  try {
    await noteArchive(...args);
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults;
  }
}
