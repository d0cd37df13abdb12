import { FaultError } from "#diagnostics";
import { undecodable } from "../source-tree.ts";

/**
 * A Python file's text as Python reads it: UTF-8 with or without its mark, or what a coding line of the first two says
 * (PEP 263). In `content`, bytes that are no UTF-8 stand as a lone U+DC80 to U+DCFF, as `SourceTree` gives them.
 * Throws a FaultError with file and line for what Python refuses, and for encodings that aren't read here.
 */
export function decodeSource(content: string, file: string): string {
  const refuse = (message: string, at: number, fix = "Save the file as UTF-8."): FaultError =>
    new FaultError({ code: "source-encoding", message, location: { file, ...placeOf(content, at) }, fix });
  const bad = undecodable(content);
  if (bad && /^[\udcfe\udcff]/.test(content)) {
    throw refuse("This file is UTF-16, which Python doesn't read.", 0);
  }
  const zero = content.indexOf("\0");
  if (zero !== -1) throw refuse("This file holds a null byte, which Python refuses.", zero);
  const marked = content.startsWith(mark);
  const declared = codingOf(marked ? content.slice(1) : content);
  const encoding = normalized(declared?.name ?? "utf-8");
  if (marked && encoding !== "utf-8") {
    throw refuse(
      `This file begins with UTF-8's mark but names the encoding ${declared?.name}, which Python refuses.`,
      declared?.at ?? 0,
    );
  }
  if (encoding === "utf-8") {
    if (!bad) return marked ? content.slice(1) : content;
    const { byte, line, column } = bad;
    throw new FaultError({
      code: "source-encoding",
      message: `This isn't UTF-8 (byte 0x${byte.toString(16)}), and no coding line says what else, so Python refuses it.`,
      location: { file, line, column },
      fix: "Save the file as UTF-8, or name its encoding in the first line: `# -*- coding: latin-1 -*-`.",
    });
  }
  const decoded = decode(content, encoding);
  if (decoded !== undefined) return decoded;
  throw refuse(
    `The encoding ${declared?.name} of this file isn't read here, or doesn't fit it.`,
    declared?.at ?? 0,
  );
}

const mark = "\ufeff";

/** The name in a coding line: one of the first two lines, the second only where the first is blank or a comment. */
function codingOf(content: string): { name: string; at: number } | undefined {
  let at = 0;
  for (const line of content.split(/(?<=\r\n?|\n)/, 2)) {
    const name = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1];
    if (name !== undefined) return { name, at };
    if (!/^[ \t\f]*(?:#|\r?\n?$)/.test(line)) return undefined;
    at += line.length;
  }
  return undefined;
}

/** Names of one encoding (`tokenize._get_normal_name`, and what Python's codecs take beside). */
function normalized(name: string): string {
  const dashed = name.toLowerCase().replaceAll("_", "-");
  if (/^(utf-?8|u8|utf8-ucs2|utf8-ucs4)(-|$)/.test(dashed) && !dashed.includes("sig")) return "utf-8";
  if (/^(latin-?1|iso-?8859-1|iso-latin-1|l1|8859)(-|$)/.test(dashed)) return "latin-1";
  if (/^(us-)?ascii$/.test(dashed)) return "ascii";
  const page = /^(?:cp|windows-)(125\d)$/.exec(dashed)?.[1];
  if (page) return `windows-${page}`;
  const part = /^iso-?8859-(2|3|4|5|6|7|8|10|13|14|15|16)$/.exec(dashed)?.[1];
  return part ? `iso-8859-${part}` : dashed;
}

/** Undefined for an encoding that isn't known here, and for bytes that it doesn't have. */
function decode(content: string, encoding: string): string | undefined {
  const bytes = bytesOf(content);
  if (encoding === "latin-1") return bytes.toString("latin1");
  if (encoding === "ascii") return bytes.every((byte) => byte < 0x80) ? bytes.toString("latin1") : undefined;
  if (!/^(windows-125\d|iso-8859-\d+)$/.test(encoding)) return undefined;
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    // Where Python has no character, browsers have a control character.
    return encoding.startsWith("windows-") && /[\x80-\x9f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The file's bytes. */
function bytesOf(content: string): Buffer {
  if (content.isWellFormed()) return Buffer.from(content);
  const pieces = content.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 1 ? Buffer.from([piece.charCodeAt(0) - 0xdc00]) : Buffer.from(piece),
    ),
  );
}

function placeOf(content: string, at: number): { line: number; column: number } {
  const before = content.slice(0, at).split(/\r\n?|\n/);
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}
