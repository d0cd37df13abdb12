import { LONGEST_VALUE } from "../stored-value.ts";
import { type Contents, entriesOf } from "./contents.ts";
import { ENTRY_LENGTH, type Entry, hashOf } from "./entry.ts";
import { EMPTY_LENGTH, FIRST, type Part, pendingLength, placeOf } from "./part.ts";

/** The writes that bring stored parts to other contents. */
export interface PartWrites {
  /** In this order. What moves is in its new place before it leaves the old one, wherever a writer is killed. */
  set: Part[];
  /** `from` of the parts that are not needed any more: only once nothing is left to set. */
  remove: string[];
}

/** How full a part is made when it is laid out anew: what comes later finds room. */
const FILL = 0.95;

/** Parts are put together where so large a share of them would do. */
const SPARSE = 0.75;

/**
 * The fewest writes that bring parts to `contents`. A part too long for a variable is split, neighbours that are
 * written anyhow are put together where they have become sparse; all others stay as they are.
 */
export function layOut(stored: readonly Part[], contents: Contents): PartWrites {
  const items = itemsOf(contents);
  const bounds = [...new Set(stored.map(({ from }) => from))].sort();
  if (items.length === 0 && bounds.length === 0) return { set: [], remove: [] };
  if (bounds[0] !== FIRST) bounds.unshift(FIRST);
  const before = new Map(stored.map((part) => [part.from, part]));
  const places = distribute(items, bounds).map((own, index) => {
    const part = asPart(bounds[index] as string, own);
    return { own, part, isTouched: !isSame(before.get(part.from), part) };
  });
  const parts = runsOf(places).flatMap((run) =>
    run[0]?.isTouched ? layOutRun(run) : run.map(({ part }) => part),
  );
  const kept = new Set(parts.map(({ from }) => from));
  const writes = parts.filter((part) => !isSame(before.get(part.from), part));
  const held = new Set(parts.flatMap(namesIn));
  /** Whether something is in this part now that belongs into another one. */
  const hasOthers = (part: Part) => {
    const own = new Set(namesIn(part));
    return namesIn(before.get(part.from)).some((name) => held.has(name) && !own.has(name));
  };
  return {
    set: [...writes.filter((part) => !hasOthers(part)), ...writes.filter(hasOthers)],
    remove: bounds.filter((from) => before.has(from) && !kept.has(from)),
  };
}

/** What a part holds, as texts to compare. */
function namesIn(part: Part | undefined): string[] {
  if (!part) return [];
  return [...part.entries.map(({ hash, id }) => `${hash} ${id}`), ...Object.keys(part.pending)];
}

/** An entry or a pending deployment, with its place and the characters that it takes. */
interface Item {
  hash: string;
  length: number;
  entry?: Entry;
  pending?: [key: string, since: string];
}

function itemsOf(contents: Contents): Item[] {
  const settled = entriesOf(contents).map(
    (entry): Item => ({ hash: entry.hash, length: ENTRY_LENGTH, entry }),
  );
  const begun = [...contents.pending].map(
    ([key, since]): Item => ({
      hash: hashOf(contents.scope, key),
      length: pendingLength(key, since),
      pending: [key, since],
    }),
  );
  if (begun.length === 0) return settled;
  const byHash = (one: Item, other: Item) => (one.hash < other.hash ? -1 : one.hash > other.hash ? 1 : 0);
  return [...settled, ...begun].sort(byHash);
}

/** Items by the part that they belong to; both are in order. */
function distribute(items: readonly Item[], bounds: readonly string[]): Item[][] {
  const places: Item[][] = bounds.map(() => []);
  let at = 0;
  for (const item of items) {
    while (at + 1 < bounds.length && (bounds[at + 1] as string) <= placeOf(item.hash)) at++;
    places[at]?.push(item);
  }
  return places;
}

/** Neighbours that are all touched, or all not. */
function runsOf<T extends { isTouched: boolean }>(places: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last && last[0]?.isTouched === place.isTouched) last.push(place);
    else runs.push([place]);
  }
  return runs;
}

function layOutRun(run: readonly { own: Item[]; part: Part }[]): Part[] {
  const all = run.flatMap(({ own }) => own);
  const enough = Math.max(1, Math.ceil(sum(all) / (LONGEST_VALUE * FILL - EMPTY_LENGTH)));
  if (run[0] && enough <= run.length * SPARSE) return split(run[0].part.from, all);
  return run.flatMap(({ own, part }) => split(part.from, own));
}

/** Even pieces that each fit into a variable; items of one place stay together. */
function split(from: string, items: readonly Item[]): Part[] {
  if (EMPTY_LENGTH + sum(items) <= LONGEST_VALUE) return [asPart(from, items)];
  const count = Math.ceil(sum(items) / (LONGEST_VALUE * FILL - EMPTY_LENGTH));
  const share = sum(items) / count;
  const pieces: Item[][] = [[]];
  let done = 0;
  for (const item of items) {
    const last = pieces.at(-1) as Item[];
    const previous = last.at(-1);
    const isNewPlace = previous !== undefined && placeOf(previous.hash) !== placeOf(item.hash);
    if (isNewPlace && done >= share * pieces.length) pieces.push([item]);
    else last.push(item);
    done += item.length;
  }
  return pieces.map((piece, index) => asPart(index === 0 ? from : placeOf(piece[0]?.hash ?? from), piece));
}

function asPart(from: string, items: readonly Item[]): Part {
  return {
    from,
    entries: items.flatMap(({ entry }) => entry ?? []),
    pending: Object.fromEntries(items.flatMap(({ pending }) => (pending ? [pending] : []))),
  };
}

function isSame(one: Part | undefined, other: Part): boolean {
  return one !== undefined && JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

/** Without the order in which pending ones were noted. */
function normal({ entries, pending }: Part) {
  return [entries.map(({ hash, id }) => hash + id), Object.entries(pending).sort()];
}

function sum(items: readonly Item[]): number {
  return items.reduce((total, { length }) => total + length, 0);
}
