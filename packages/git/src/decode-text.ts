import { isUtf8 } from "node:buffer";

/**
 * The text of a file. Where it is not UTF-8, each byte that is no part of a character becomes a lone surrogate, as
 * `SourceTree` says: whoever needs the text can refuse it with the place, or read the bytes in another encoding.
 */
export function decodeText(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString("utf8") : withEscapes(bytes);
}

/** The same for bytes of which each is a character (Latin-1). */
export function decodeBytes(characters: string): string {
  // Most files are ASCII, which is the same text either way.
  return BEYOND_ASCII.test(characters) ? decodeText(Buffer.from(characters, "latin1")) : characters;
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** Python's `surrogateescape`: each byte that is no part of a character by itself. */
function withEscapes(bytes: Buffer): string {
  let text = "";
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += bytes.toString("utf8", from, at) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at++;
    from = at;
  }
  return text + bytes.toString("utf8", from);
}

/** Bytes of the character that begins at a place; 0 where none does. */
function characterLength(bytes: Buffer, at: number): number {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf
      ? 2
      : first >= 0xe0 && first <= 0xef
        ? 3
        : first >= 0xf0 && first <= 0xf4
          ? 4
          : 0;
  const character = bytes.subarray(at, at + length);
  return length > 0 && second >= 0x80 && character.length === length && isUtf8(character) ? length : 0;
}
