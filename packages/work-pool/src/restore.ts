import type { PrefectClient } from "#prefect-api";
import { forgetTemporary, readTemporary, recordTemporary, type TemporaryTemplate } from "#server-records";
import { fingerprint, type Template } from "./template.ts";

/** Whether there is something to put back. */
export type Restorable =
  | { restore: true; base: Template }
  /** Why nothing is put back. */
  | { restore: false; reason: string };

/**
 * What `owner` may put back: the template as it was before, unless nothing is recorded, another owner has taken
 * over, or the live template is none that a recorded run has set.
 */
export function restorable(
  record: TemporaryTemplate | undefined,
  owner: string,
  live: Template | undefined,
): Restorable {
  if (!record) return { restore: false, reason: "nothing is recorded that could be put back" };
  if (record.owner !== owner) {
    return { restore: false, reason: `${record.owner} has changed the template since, at ${record.time}` };
  }
  const present = live && fingerprint(live);
  const isOurs =
    present !== undefined && (record.set.includes(present) || present === fingerprint(record.base));
  return isOurs
    ? { restore: true, base: record.base }
    : { restore: false, reason: "somebody else has changed the template since" };
}

/** The live template without what somebody has changed of it for a while. */
export function lastingTemplate(
  record: TemporaryTemplate | undefined,
  live: Template | undefined,
): Template | undefined {
  const known = record && restorable(record, record.owner, live);
  return known?.restore ? known.base : live;
}

/** After an update that is meant to stay: that is what a record for somebody else puts back from now on. */
export async function recordAfter(prefect: PrefectClient, pool: string, desired: Template): Promise<void> {
  const record = await readTemporary(prefect, pool);
  if (!record) return;
  if (record.set.includes(fingerprint(desired))) await forgetTemporary(prefect, pool);
  else await recordTemporary(prefect, pool, { ...record, base: desired });
}

/**
 * Records, before it is set, a template that `owner` wants for a while. The template to put back is the one before
 * the first of several such changes, so that two open pull requests don't put back each other's.
 */
export async function recordBefore(
  prefect: PrefectClient,
  pool: string,
  owner: string,
  change: { live: Template; next: Template },
): Promise<void> {
  const record = await readTemporary(prefect, pool);
  const present = fingerprint(change.live);
  const continues =
    record && (record.set.includes(present) || present === fingerprint(record.base)) ? record : undefined;
  await recordTemporary(prefect, pool, {
    owner,
    base: continues?.base ?? change.live,
    set: [...(continues?.set ?? []), fingerprint(change.next)],
    time: new Date().toISOString(),
  });
}
