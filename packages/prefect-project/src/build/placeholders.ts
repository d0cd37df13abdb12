/** A `{{ name }}` in a text. */
export interface Placeholder {
  /** As it stands there, braces and blanks included. */
  full: string;
  name: string;
  type: "block" | "variable" | "environment" | "plain";
}

// Python's \s and \w: its blanks include the separators U+001C to U+001F, its letters and digits all of Unicode's.
const PATTERN = placeholder(String.raw`[\t-\r\x1c-\x20\x85\p{Z}]`, String.raw`\p{L}\p{N}`, "gu");
/** The same for texts of ASCII alone: making the other one ready takes longer than reading most files. */
const ASCII_PATTERN = placeholder(String.raw`[\t-\r\x1c-\x20]`, "A-Za-z0-9", "g");

function placeholder(blank: string, letters: string, flags: string): RegExp {
  return new RegExp(String.raw`\{\{${blank}*([${letters}_.\-[\]$]+)${blank}*\}\}`, flags);
}

function patternFor(text: string): RegExp {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are ASCII too.
  return /^[\x00-\x7f]*$/.test(text) ? ASCII_PATTERN : PATTERN;
}

export const BLOCK_PREFIX = "prefect.blocks.";
export const VARIABLE_PREFIX = "prefect.variables.";

/** The placeholders of a text, each once (`find_placeholders` of `prefect.utilities.templating`). */
export function findPlaceholders(text: string): Placeholder[] {
  if (!text.includes("{{")) return [];
  const found = new Map<string, Placeholder>();
  for (const [full, name = ""] of text.matchAll(patternFor(text)))
    found.set(full, { full, name, type: typeOf(name) });
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
  if (!text.includes("{{")) return text;
  return text.replace(
    patternFor(text),
    (full: string, name: string) => textOf({ full, name, type: typeOf(name) }) ?? full,
  );
}

function typeOf(name: string): Placeholder["type"] {
  if (name.startsWith(BLOCK_PREFIX)) return "block";
  if (name.startsWith(VARIABLE_PREFIX)) return "variable";
  return name.startsWith("$") ? "environment" : "plain";
}
