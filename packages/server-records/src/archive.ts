import { isObject, type Json, type JsonObject } from "#json";
import type { Content } from "./stored-value.ts";

/** A deployment that left the files and was turned off, with what its return puts back. */
export interface Archived {
  /** `flow-name/deployment-name` on the server. */
  key: string;
  /** When it was archived: ISO 8601, UTC. */
  since: string;
  /** The tag that tells so on the server. */
  tag: string;
  /** Whether all of it was seen to be off. */
  done: boolean;
  paused: boolean;
  /** Whether each schedule was active, by id. */
  schedules: Readonly<Record<string, boolean>>;
  /** Whether each of its own automations was enabled, by id. */
  automations: Readonly<Record<string, boolean>>;
}

/** What is remembered of deployments for when they are no longer in the files. */
export interface Archive {
  /** By the deployment's id. */
  archived: ReadonlyMap<string, Archived>;
  /** Keys of those that stay as they are, by the last definition that they had. */
  kept: ReadonlySet<string>;
  /** False where it can't be told any more: then nothing may be removed. */
  isKnown: boolean;
}

export const NOTHING_ARCHIVED: Archive = { archived: new Map(), kept: new Set(), isKnown: true };

/** What becomes known. */
export interface ArchiveChange {
  /** About to be archived, by id. */
  archive?: ReadonlyMap<string, Archived>;
  /** Ids of those that were seen to be off. */
  done?: readonly string[];
  /** Ids of those that came back or are gone. */
  forget?: readonly string[];
  /** Keys of the files, and whether each says that it is kept. */
  kept?: ReadonlyMap<string, boolean>;
}

export function withArchiveChange(
  before: Archive,
  { archive, done = [], forget = [], kept }: ArchiveChange,
): Archive {
  const archived = new Map([...before.archived, ...(archive ?? [])]);
  for (const id of done) {
    const one = archived.get(id);
    if (one && !one.done) archived.set(id, { ...one, done: true });
  }
  for (const id of forget) archived.delete(id);
  const keys = new Set(before.kept);
  for (const [key, isKept] of kept ?? []) {
    if (isKept) keys.add(key);
    else keys.delete(key);
  }
  return { archived, kept: keys, isKnown: before.isKnown };
}

export function isSameArchive(one: Archive, other: Archive): boolean {
  const text = ({ archived, kept }: Archive) => JSON.stringify([[...archived].sort(), [...kept].sort()]);
  return text(one) === text(other);
}

/** The form in which it is kept. */
export function archiveContent(described: JsonObject, { archived, kept }: Archive): Content {
  const byId = [...archived].map(([id, one]) => [
    id,
    { ...one, schedules: { ...one.schedules }, automations: { ...one.automations } },
  ]);
  return { plain: described, long: { archived: Object.fromEntries(byId), kept: [...kept] } };
}

/** Reads what {@link archiveContent} wrote; undefined for anything else. */
export function parseArchive({ archived, kept }: JsonObject): Archive | undefined {
  if (!isObject(archived) || !Array.isArray(kept)) return undefined;
  const entries = Object.entries(archived).flatMap(([id, one]) => archivedOf(id, one));
  if (entries.length < Object.keys(archived).length) return undefined;
  return {
    archived: new Map(entries),
    kept: new Set(kept.filter((key) => typeof key === "string")),
    isKnown: true,
  };
}

function archivedOf(id: string, value: Json): [string, Archived][] {
  if (!isObject(value)) return [];
  const { key, since, tag, done, paused, schedules, automations } = value;
  if (typeof key !== "string" || typeof since !== "string" || typeof tag !== "string") return [];
  if (Number.isNaN(Date.parse(since)) || !isStates(schedules) || !isStates(automations)) return [];
  return [[id, { key, since, tag, done: done === true, paused: paused === true, schedules, automations }]];
}

function isStates(value: Json | undefined): value is Record<string, boolean> {
  return isObject(value) && Object.values(value).every((state) => typeof state === "boolean");
}
