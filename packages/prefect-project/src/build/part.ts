import type { Path, Problem } from "../model/coerce.ts";

/** One part of a deployment, made of its definition alone, with what was found on the way. */
export interface Part<T> {
  value: T;
  found: Found;
}

/** What is wrong with a definition or worth telling of it; places are paths inside it. */
export interface Found {
  /** What keeps the deployment from being made. */
  problems: readonly Problem[];
  /** What is told with its place and hinders nothing. */
  warnings: readonly Problem[];
  /** What is told of the deployment as a whole. */
  notes: readonly string[];
}

/** What was made of some value of a definition, with where that stands. */
export interface Placed<T> {
  value: T;
  path: Path;
}

export function part<T>(value: T, found: Partial<Found> = {}): Part<T> {
  return { value, found: { problems: [], warnings: [], notes: [], ...found } };
}

/** Everything that was found, in the order of the parts. */
export function allFound(parts: readonly { found: Found }[]): Found {
  return {
    problems: parts.flatMap(({ found }) => found.problems),
    warnings: parts.flatMap(({ found }) => found.warnings),
    notes: parts.flatMap(({ found }) => found.notes),
  };
}
