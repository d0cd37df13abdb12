import { createHash } from "node:crypto";
import type { RecordKindName } from "./kinds.ts";

/** What a record is about. Part of the format: a record under another name is not found again. */
export interface RecordKey {
  /** What the variable holds. */
  kind: RecordKindName;
  /** What it is kept for, as a reader of the list of variables should see it: repository and files, or a pool. */
  shown: readonly string[];
  /** The same without loss, which tells apart what reads alike. */
  exact: string;
  /** Which part of what is meant, where one server holds several; empty for all of it. */
  scope: string;
}

/** Characters of each part that a name shows. */
const SHOWN = 60;

/**
 * The one rule by which every variable of ours is called: `<kind>-<what it is kept for>-<scope>-<hash>`, readable by
 * its parts and told apart by the hash of all that is exact. It keeps Prefect's own rule
 * (`prefect.types.names.VariableName`: lower-case letters, digits, `-` and `_`, at most 255 characters) with two parts
 * and a scope, and leaves room for the number of a part.
 */
export function variableName({ kind, shown, exact, scope }: RecordKey): string {
  const text = scope === "" ? exact : JSON.stringify([exact, scope]);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return [kind, ...shown.map(slug), slug(scope), hash].filter(Boolean).join("-");
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SHOWN)
    .replace(/^-+|-+$/g, "");
}
