import { type Json, jsonText } from "#json";
import type { ShownHelmRelease, ShownUpdate } from "./shown-update.ts";

/** A value of a template is rarely longer; a whole new part is cut. */
const LONGEST_VALUE = 120;

/** What changes, a line each. */
export function describeUpdate(update: ShownUpdate): string[] {
  if (update.nothingToRestore) return [`Nothing is put back: ${update.nothingToRestore}`];
  if (!update.changed) return [`${update.workPool} is as it should be; nothing is sent`];
  return [
    ...update.changes.map(
      ({ path, before, after }) => `${path}: ${describeValue(before)} -> ${describeValue(after)}`,
    ),
    ...describeRelease(update.release),
  ];
}

/** What happens in the cluster, a sentence each. */
export function describeRelease(release: ShownHelmRelease | undefined): string[] {
  if (!release) return [];
  const upgrade = release.revision
    ? `The release is upgraded from revision ${release.revision}, with ${release.chart}.`
    : `The release is installed, with ${release.chart}.`;
  return [
    ...(release.makesNamespace ? ["The namespace is made."] : []),
    ...release.secrets.map((name) => `The secret ${name} is set.`),
    ...(release.changes ? [upgrade] : []),
  ];
}

/** A value as JSON of at most `longest` characters; `(none)` where there is none. */
export function describeValue(value: Json | undefined, longest = LONGEST_VALUE): string {
  if (value === undefined) return "(none)";
  const text = jsonText(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
