import { createHash } from "node:crypto";

/** Characters of each part that a name shows. */
const SHOWN = 60;

/**
 * Name for a variable that holds something about `exact`: readable by its parts, and told apart by a hash.
 * It keeps Prefect's rule (`prefect.types.names.VariableName`: lower-case letters, digits, `-` and `_`, at most
 * 255 characters) with up to two parts.
 *
 * @param what what it holds, within the rule itself: `deployed-commit`
 */
export function variableName(what: string, parts: readonly string[], exact: string): string {
  const hash = createHash("sha256").update(exact).digest("hex").slice(0, 12);
  return [what, ...parts.map(slug), hash].filter(Boolean).join("-");
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SHOWN)
    .replace(/^-+|-+$/g, "");
}
