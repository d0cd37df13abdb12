import { FaultError } from "#diagnostics";
import { isObject, type JsonObject, jsonText } from "#json";
import type { PrefectClient } from "#prefect-api";
import { type Content, decode, encode, partName, partsOf, RECORD_VERSION } from "./stored-value.ts";

/** All that records need of a server. */
export type Records = Pick<PrefectClient, "variables">;

/** A record as it was found. */
export interface Found {
  /** `unreadable` where somebody has changed it, or a part of it is missing. */
  state: "absent" | "unreadable" | "read";
  /** What it holds; without `version` where it was written before records had one. Empty unless it could be read. */
  value: JsonObject;
  /** Whether it has more variables than its first. */
  hasParts: boolean;
}

/**
 * Reads a record with all its parts.
 *
 * @throws FaultError where a newer release of ours has written it
 */
export async function readRecord({ variables }: Records, name: string): Promise<Found> {
  const variable = await variables.find(name);
  if (!variable) return { state: "absent", value: {}, hasParts: false };
  const head: unknown = variable.value;
  if (!isObject(head)) return { state: "unreadable", value: {}, hasParts: false };
  refuseNewer(head, name);
  const more = partsOf(head);
  const numbers = Array.from({ length: (more?.count ?? 1) - 1 }, (_, index) => index + 2);
  const parts = await Promise.all(
    numbers.map(async (number) => {
      const value: unknown = (await variables.find(partName(name, head.id as string, number)))?.value;
      return typeof value === "string" ? value : undefined;
    }),
  );
  const value = decode(head, parts);
  const hasParts = numbers.length > 0;
  return value ? { state: "read", value, hasParts } : { state: "unreadable", value: {}, hasParts };
}

/**
 * Writes a record. What counts is its first variable, which is written last: a reader finds the value of before or
 * the new one, whole, wherever this is killed.
 *
 * @param hadParts whether the record that it replaces had parts
 */
export async function writeRecord(
  { variables }: Records,
  name: string,
  content: Content,
  hadParts: boolean,
): Promise<void> {
  const { head, parts, id } = encode(content);
  const kept = new Set<string>();
  for (const [number, text] of parts) {
    const part = partName(name, id, number);
    kept.add(part);
    await variables.set(part, text);
  }
  await variables.set(name, head);
  if (hadParts || kept.size > 0) await sweep({ variables }, name, kept);
}

/** Forgets a record with all its parts. */
export async function deleteRecord({ variables }: Records, name: string): Promise<void> {
  const head: unknown = (await variables.find(name))?.value;
  if (head === undefined) return;
  await variables.delete(name);
  if (isObject(head) && head.parts !== undefined) await sweep({ variables }, name, new Set());
}

/** Takes away parts of earlier values, also those that a killed run has left. */
async function sweep({ variables }: Records, name: string, kept: ReadonlySet<string>): Promise<void> {
  const isPart = new RegExp(`^${name}-[0-9a-f]+-\\d+$`);
  for (const one of await variables.list(`${name}-`)) {
    if (isPart.test(one.name) && !kept.has(one.name)) await variables.delete(one.name);
  }
}

/**
 * Taken as none, or overwritten, it would let an older commit pass and lose what the newer release keeps in it.
 *
 * @throws FaultError where a newer release of ours has written the value
 */
export function refuseNewer({ version }: JsonObject, name: string): void {
  if (version === undefined || (typeof version === "number" && version <= RECORD_VERSION)) return;
  throw new FaultError({
    code: "record-newer",
    message: `The Prefect variable ${name} was written by a newer release than this one (version ${jsonText(version)} of its form).`,
    fix: "Use that release or a later one, or delete the variable: what deleting it means is told in docs/on-the-server.md.",
  });
}
