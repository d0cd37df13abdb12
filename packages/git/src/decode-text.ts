import { isUtf8 } from "node:buffer";

/**
 * The text of a file. Where it is not UTF-8, its first byte that is no part of a character becomes a lone surrogate,
 * as `SourceTree` says, so that whoever needs the text can refuse it with the place.
 */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return isUtf8(bytes) ? text : withEscape(bytes, text);
}

/** The same for bytes of which each is a character (Latin-1). */
export function decodeBytes(characters: string): string {
  // Most files are ASCII, which is the same text either way.
  return BEYOND_ASCII.test(characters) ? decodeText(Buffer.from(characters, "latin1")) : characters;
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** What stands for bytes that could not be decoded; a file may hold the character itself too. */
const REPLACEMENT = "\ufffd";
const ITS_BYTES = Buffer.from(REPLACEMENT);

function withEscape(bytes: Buffer, text: string): string {
  let offset = 0;
  for (let from = 0; ; ) {
    const at = text.indexOf(REPLACEMENT, from);
    if (at === -1) return text;
    offset += Buffer.byteLength(text.slice(from, at));
    const isItself = bytes.subarray(offset, offset + ITS_BYTES.length).equals(ITS_BYTES);
    if (!isItself)
      return text.slice(0, at) + String.fromCharCode(0xdc00 + (bytes[offset] ?? 0)) + text.slice(at + 1);
    offset += ITS_BYTES.length;
    from = at + 1;
  }
}
