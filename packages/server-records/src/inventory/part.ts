import type { JsonObject } from "#json";
import { isObject } from "#json";
import { lengthOf, RECORD_VERSION } from "../stored-value.ts";
import { type Entry, packEntries, unpackEntries } from "./entry.ts";

/**
 * One variable of an inventory. It is the place of everything whose hash is at least `from` and below the `from` of
 * the next part; whatever is found elsewhere counts all the same.
 */
export interface Part {
  /** The first four digits of the least hash that belongs here; the name of the variable ends with it. */
  from: string;
  entries: readonly Entry[];
  /** Deployments that a run was about to make, by `flow-name/deployment-name`, and since when: ISO 8601, UTC. */
  pending: Readonly<Record<string, string>>;
}

/** Where the first part begins. */
export const FIRST = "0000";

/** What of a hash tells its part. */
export function placeOf(hash: string): string {
  return hash.slice(0, FIRST.length);
}

/** The form in which a part is kept. */
export function partValue({ from, entries, pending }: Part): JsonObject {
  return { version: RECORD_VERSION, from, entries: packEntries(entries), pending: { ...pending } };
}

/** Reads what {@link partValue} wrote; undefined for anything else. */
export function parsePart(value: unknown): Part | undefined {
  if (!isObject(value)) return undefined;
  const { from, entries: packed, pending } = value;
  if (typeof from !== "string" || !/^[0-9a-f]{4}$/.test(from) || !isObject(pending)) return undefined;
  const entries = typeof packed === "string" ? unpackEntries(packed) : undefined;
  if (!entries || !Object.values(pending).every((since) => typeof since === "string")) return undefined;
  return { from, entries, pending: pending as Record<string, string> };
}

/** Characters of a part that holds nothing. */
export const EMPTY_LENGTH = lengthOf(partValue({ from: FIRST, entries: [], pending: {} }));

/** Characters that a pending deployment takes. */
export function pendingLength(key: string, since: string): number {
  // Without the braces, and with the comma and blank before the next.
  return lengthOf({ [key]: since });
}
