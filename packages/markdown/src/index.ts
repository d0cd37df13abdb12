/** What GitHub's Markdown or HTML gives a meaning within a line; `@`, `#` and `:` make mentions, links and emoji. */
const SPECIAL = /[\\`*_[\]<>#|~@&$:]/g;

/** Text from anywhere as Markdown that shows exactly that text, on one line. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text from anywhere in code font; also right inside a table. */
export function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** Text from anywhere as a block of code; the fence is longer than any within the text, so nothing ends it early. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}\n`;
}

/** A table; its cells are Markdown already. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(headers) + line(headers.map(() => "---")) + rows.map(line).join("");
}

function oneLine(text: string): string {
  // Control characters (also of text direction) can change how the rest of a line looks.
  return text.replace(/\s+/g, " ").replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "�");
}
