/** Reads Python's literals as CPython's tokenizer does (language reference, "Literals"). */

const SIMPLE_ESCAPES: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * Text of a string token's inside with its escapes decoded. `\N{...}` can't be decoded without Unicode's names:
 * then undefined.
 */
export function decodeEscapes(source: string, bytes: boolean): string | undefined {
  if (!source.includes("\\")) return source;
  if (!bytes && /(^|[^\\])(\\\\)*\\N\{/.test(source)) return undefined;
  const pattern = bytes
    ? /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|[\s\S])/g
    : /\\(\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
  return source.replace(pattern, (whole, sequence: string) => {
    if (sequence === "\n" || sequence === "\r\n" || sequence === "\r") return "";
    const simple = SIMPLE_ESCAPES[sequence];
    if (simple !== undefined) return simple;
    if (/^[0-7]/.test(sequence)) return String.fromCodePoint(Number.parseInt(sequence, 8));
    if (sequence.length > 1) return String.fromCodePoint(Number.parseInt(sequence.slice(1), 16));
    return whole;
  });
}

/** Value of a number token; undefined for an imaginary one. */
export function parseNumber(source: string): bigint | number | undefined {
  const digits = source.replaceAll("_", "").toLowerCase();
  if (digits.endsWith("j")) return undefined;
  if (/^0[xob]/.test(digits)) return BigInt(digits);
  if (/^[0-9]+$/.test(digits)) return BigInt(digits.replace(/^0+(?=.)/, ""));
  return Number(digits);
}
