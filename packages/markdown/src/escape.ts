/** What Markdown or HTML gives a meaning within a line. */
const SPECIAL = /[\\`*_[\]<>#|~&$]/g;

/**
 * What GitHub makes links of, or notifications, once the Markdown is HTML: `@name`, `#12`, `GH-12`, advisories,
 * addresses, emoji; GitLab also of `!12`, `%milestone`, `~label`, `&12`, `$12`. It looks at each text of the HTML by itself and reads entities as what they stand for, so that
 * only an element in between keeps the two halves apart.
 */
const LINKED = /@(?=\w)|#(?=\d)|[!%~&$^](?=[\w"])|[a-z]-(?=\d)|GHSA-(?=\w)|:(?=\S)|w(?=ww\.)/gi;
/** What makes a line that it begins a list, a heading or a rule. */
const LINE_START = /^( ?\d*)([-+=.)])/;
/** A commit's hash begins at seven digits. */
const HASH = /[0-9a-f]{7,}/gi;

/**
 * What Markdown itself makes links of, also within an element `code`: there GitHub looks for nothing more. And what a
 * runner takes for a command, should the text end up in its log.
 */
const LINKED_IN_CODE = /@(?=\w)|:(?=\/\/|:)|w(?=ww\.)/gi;

/** An element that shows nothing and is not copied along with the text around it. */
const GAP = "<wbr>";
/** Stands for it until all else is escaped: no control character is left in the text by then. */
const GAP_HERE = "\u0000";

/**
 * Text from anywhere as Markdown that shows exactly that text, on one line: nothing in it is read as Markdown or
 * HTML, ends a table's cell, or makes GitHub link or notify anything. Also right within HTML.
 */
export function escapeMarkdown(text: string): string {
  const apart = oneLine(text)
    .replace(HASH, (digits) => (digits.match(/.{1,6}/g) ?? []).join(GAP_HERE))
    .replace(LINKED, `$&${GAP_HERE}`);
  return withEntities(apart).replace(LINE_START, (_, before: string, sign: string) => before + entity(sign));
}

/** Text from anywhere in code font; also right within a table and within HTML. */
export function code(text: string): string {
  const apart = oneLine(text).replace(LINKED_IN_CODE, `$&${GAP_HERE}`);
  return `<code>${withEntities(apart)}</code>`;
}

/** Text from anywhere as a block of code; the fence is longer than any within the text, so nothing ends it early. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}\n`;
}

function withEntities(text: string): string {
  return text.replace(SPECIAL, entity).replaceAll(GAP_HERE, GAP);
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

function oneLine(text: string): string {
  // Control characters (also of text direction) can change how the rest of a line looks; joiners are part of words.
  return text.replace(/\s+/g, " ").replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, "�");
}
