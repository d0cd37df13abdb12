import { floatText } from "./float-text.ts";

/**
 * A number that JavaScript's own number writes in another way than Python does, and so would change on its way: a
 * float without a fraction (`25.0`, `1e+16`, `-0.0`), a small one (`1e-05`), an integer of more digits than a double
 * holds. Every such number has one text and every other number is a plain one: values are equal where they are in
 * Python, kind included, and `isDeepStrictEqual` tells.
 */
export class ExactNumber {
  /** As Python's `json` writes it. */
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** A number of Python's from its text; plain where JavaScript writes it alike. */
  static of(text: string): number | ExactNumber {
    const plain = Number(text);
    return String(plain) === text ? plain : new ExactNumber(text);
  }

  toString(): string {
    return this.text;
  }

  /** `JSON.stringify` can't write it: a value that may hold one goes through `jsonText`. */
  toJSON(): never {
    throw new TypeError(`JSON.stringify would change the number ${this.text}: use jsonText.`);
  }
}

/** A number of a JSON value. */
export type JsonNumber = number | ExactNumber;

export function isNumber(value: unknown): value is JsonNumber {
  return typeof value === "number" || value instanceof ExactNumber;
}

/**
 * A number as JSON writes it, read as Python reads it: an int unless it has a fraction or an exponent.
 *
 * @throws SyntaxError for a float beyond the largest double, which Python would take for infinity
 */
export function numberOfJson(text: string): JsonNumber {
  if (!/[.eE]/.test(text)) return ofInt(BigInt(text));
  const value = Number(text);
  if (Number.isFinite(value)) return ofFloat(value);
  throw new SyntaxError(`The number ${text} is larger than a float can be`);
}

/** A Python float, which must be finite: JSON has no other. */
export function ofFloat(value: number): JsonNumber {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no JSON.`);
  // Nearly all of them: Python and JavaScript write the same digits.
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16 && !Number.isInteger(value)) return value;
  return ExactNumber.of(floatText(value));
}

/** A Python int. */
export function ofInt(value: bigint): JsonNumber {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : ExactNumber.of(String(value));
}

/** The number as Python has it: an int is a bigint, a float a number. */
export function pythonNumber(value: JsonNumber): bigint | number {
  const text = String(value);
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}
