import type { Value } from "./values.ts";

/** How much a value is once it is written out: what it shares with itself counts each time. */
export interface Extent {
  /** Parts that it is made of; ten characters of a text count as one. */
  parts: number;
  /** How deep its parts nest. */
  depth: number;
}

/** The most that is evaluated of one value, and of one type. A type costs more: it is compared and named at each level. */
export const mostParts = 100_000;
const mostTypeParts = 10_000;
const deepest = 100;
/** Bits of the largest integer. */
export const mostBits = 16_384;
const largestInteger = 2n ** BigInt(mostBits);

/** Characters that fit into one value. */
export const mostCharacters = mostParts * 10;

const known = new WeakMap<Value, Extent>();
const single: Extent = { parts: 1, depth: 0 };

/** True where a value is small enough to go on with. */
export function isSmall(value: Value): boolean {
  if (value.kind === "int") return value.value < largestInteger && value.value > -largestInteger;
  const { parts, depth } = extentOf(value);
  return (
    parts <= (value.kind === "generic" || value.kind === "union" ? mostTypeParts : mostParts) &&
    depth <= deepest
  );
}

/** True where so many copies of values fit into one. */
export function isWithin(values: readonly Value[], copies = 1): boolean {
  return values.reduce((sum, value) => sum + extentOf(value).parts, 0) * copies <= mostParts;
}

export function extentOf(value: Value): Extent {
  if (value.kind === "str" || value.kind === "bytes")
    return value.value.length < 10 ? single : { parts: 1 + value.value.length / 10, depth: 0 };
  const parts = partsOf(value);
  if (parts.length === 0) return single;
  let extent = known.get(value);
  if (!extent) {
    extent = { parts: 1, depth: 0 };
    for (const part of parts) {
      const inner = extentOf(part);
      extent.parts += inner.parts;
      extent.depth = Math.max(extent.depth, inner.depth + 1);
    }
    known.set(value, extent);
  }
  return extent;
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
      return value.items;
    case "dict":
      return value.entries.flat();
    case "generic":
      return [value.origin, ...value.args];
    case "union":
      return value.members;
    case "instance":
      return [...value.args, ...value.keywords.values()];
    case "member":
      return [value.value];
    case "method":
      return [value.self];
    default:
      return [];
  }
}
