import { type Entry, hashOf } from "./entry.ts";
import type { Part } from "./part.ts";

/** Everything that an inventory holds, wherever it was found: parts are read as one. */
export interface Contents {
  scope: string;
  /** Ids by hash. There may be two of one hash for a while, where two runs wrote at the same time. */
  ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys that were about to be made, and since when. */
  pending: ReadonlyMap<string, string>;
}

/** What becomes known of deployments. */
export interface Change {
  /** About to be made. */
  begun?: readonly { key: string; since: string }[];
  /** Seen on the server, or just made. */
  seen?: readonly { key: string; id: string }[];
  /** Seen not to be there any more. */
  gone?: readonly string[];
  /** Ids that were seen not to be there any more, whatever they were called. */
  missing?: readonly string[];
}

/** The union of all parts: what one of them holds is held. */
export function contentsOf(scope: string, parts: readonly Part[]): Contents {
  const ids = new Map<string, Set<string>>();
  const pending = new Map<string, string>();
  for (const part of parts) {
    for (const { hash, id } of part.entries) addTo(ids, hash, id);
    for (const [key, since] of Object.entries(part.pending)) {
      const known = pending.get(key);
      if (known === undefined || since > known) pending.set(key, since);
    }
  }
  return { scope, ids, pending };
}

/**
 * What is held once a change is known. A name is given to one deployment at a time, so that one that is seen shows
 * that another of its name is gone.
 */
export function changed(
  contents: Contents,
  { begun = [], seen = [], gone = [], missing = [] }: Change,
): Contents {
  const { scope } = contents;
  const lost = new Set(missing);
  const ids = new Map(lost.size === 0 ? contents.ids : [...contents.ids].flatMap(without(lost)));
  const pending = new Map(contents.pending);
  for (const key of gone) {
    ids.delete(hashOf(scope, key));
    pending.delete(key);
  }
  for (const { key, since } of begun) pending.set(key, since);
  for (const { key, id } of seen) {
    ids.set(hashOf(scope, key), new Set([id]));
    pending.delete(key);
  }
  return { scope, ids, pending };
}

/** Whether the change tells nothing new. */
export function isKnown(
  contents: Contents,
  { begun = [], seen = [], gone = [], missing = [] }: Change,
): boolean {
  const { scope, ids, pending } = contents;
  const lost = new Set(missing);
  return (
    (lost.size === 0 || ![...ids.values()].some((own) => [...own].some((id) => lost.has(id)))) &&
    begun.every(({ key }) => pending.has(key)) &&
    seen.every(({ key, id }) => {
      const known = ids.get(hashOf(scope, key));
      return known?.size === 1 && known.has(id) && !pending.has(key);
    }) &&
    gone.every((key) => !ids.has(hashOf(scope, key)) && !pending.has(key))
  );
}

function without(lost: ReadonlySet<string>) {
  return ([hash, own]: [string, ReadonlySet<string>]): [string, ReadonlySet<string>][] => {
    const left = [...own].filter((id) => !lost.has(id));
    return left.length === 0 ? [] : [[hash, left.length === own.size ? own : new Set(left)]];
  };
}

/** Everything as single entries, in the order of their hashes. */
export function entriesOf({ ids }: Contents): Entry[] {
  return [...ids]
    .flatMap(([hash, own]) => [...own].sort().map((id) => ({ hash, id })))
    .sort((one, other) => (one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0));
}

function addTo(ids: Map<string, Set<string>>, hash: string, id: string): void {
  const known = ids.get(hash);
  if (known) known.add(id);
  else ids.set(hash, new Set([id]));
}
