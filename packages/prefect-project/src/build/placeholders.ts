/** A `{{ name }}` in a text. */
export interface Placeholder {
  /** As it stands there, braces and blanks included. */
  full: string;
  name: string;
  type: "block" | "variable" | "environment" | "plain";
}

// Python's \s and \w: its blanks include the separators U+001C to U+001F, its letters and digits all of Unicode's.
const BLANK = String.raw`[\t-\r\x1c-\x20\x85\p{Z}]`;
const PATTERN = new RegExp(String.raw`\{\{${BLANK}*([\p{L}\p{N}_.\-[\]$]+)${BLANK}*\}\}`, "gu");

export const BLOCK_PREFIX = "prefect.blocks.";
export const VARIABLE_PREFIX = "prefect.variables.";

/** The placeholders of a text, each once (`find_placeholders` of `prefect.utilities.templating`). */
export function findPlaceholders(text: string): Placeholder[] {
  if (!text.includes("{{")) return [];
  const found = new Map<string, Placeholder>();
  for (const [full, name = ""] of text.matchAll(PATTERN)) found.set(full, { full, name, type: typeOf(name) });
  return [...found.values()];
}

/**
 * A text with its placeholders replaced, all at once: a text of a hundred thousand of them is none to wait for. Those
 * that `textOf` gives no text for stay.
 */
export function replacePlaceholders(
  text: string,
  textOf: (placeholder: Placeholder) => string | undefined,
): string {
  return text.replace(
    PATTERN,
    (full: string, name: string) => textOf({ full, name, type: typeOf(name) }) ?? full,
  );
}

function typeOf(name: string): Placeholder["type"] {
  if (name.startsWith(BLOCK_PREFIX)) return "block";
  if (name.startsWith(VARIABLE_PREFIX)) return "variable";
  return name.startsWith("$") ? "environment" : "plain";
}
