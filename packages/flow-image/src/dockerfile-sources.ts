import type { Flag, Heredoc, JSONInstruction } from "dockerfile-ast";

/** An instruction that takes flags. */
export interface Flagged {
  getFlags(): Flag[];
}

/** COPY or ADD. */
export type CopyInstruction = JSONInstruction & Flagged & { getHeredocs?(): Heredoc[] };

const ALL = ["."];

/**
 * The sources of a COPY or ADD that name files of the context or addresses, as written. A source with variables
 * or escapes stands for the whole context; here-documents are part of the Dockerfile and no source.
 */
export function contextSources(instruction: CopyInstruction): string[] {
  const words = writtenWords(instruction);
  if (!words) return ALL;
  const sources = words.slice(0, -1).filter((word) => !word.startsWith("<<"));
  return sources.map((source) => (source.includes("$") ? "." : source));
}

/** Sources and destination; undefined where they can't be told apart for certain. */
function writtenWords(instruction: CopyInstruction): string[] | undefined {
  const text = instruction.getRawArgumentsContent() ?? "";
  if (instruction.getOpeningBracket()) return jsonWords(text);
  // An escape that doesn't merely continue the line makes a blank part of a path.
  if (/[\\`](?![ \t]*(?:\r?\n|$))/.test(text)) return undefined;
  const first = instruction.getArguments()[0]?.getRange().start.line;
  const words = instruction.getArguments();
  const hasHeredoc = words.some((word) => word.getValue().startsWith("<<"));
  if (!hasHeredoc) return words.map((word) => unquoted(word.getValue()));
  // What follows the first line is the documents' text, unless the line itself goes on.
  if (/[\\`]\s*$/.test(text.split("\n")[0] ?? "")) return undefined;
  return words
    .filter((word) => word.getRange().start.line === first)
    .map((word) => unquoted(word.getValue()));
}

function jsonWords(text: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text.slice(text.indexOf("["), text.lastIndexOf("]") + 1));
    if (Array.isArray(words) && words.every((word) => typeof word === "string")) return words;
  } catch {
    // Lines that go on, or comments between them: the whole context is always enough.
  }
  return undefined;
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, "$2");
}
