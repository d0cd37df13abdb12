import { parse } from "lossless-json";
import { numberOfJson } from "./exact-number.ts";
import type { Json } from "./json.ts";

/** As Python and JavaScript do, the last of two equal keys wins. */
const OPTIONS = {
  parseNumber: numberOfJson,
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

/**
 * Numbers that JavaScript may change: without a fraction after the point, with an exponent, small, of 16 digits or
 * more, `-0`. What looks like one inside a text only costs time.
 */
const MAY_CHANGE = /(?:^|[[:,])\s*-?(?:\d+\.0+(?!\d)|0\.0000|\d[\d.]{15}|\d[\d.]*[eE]|(?<=-)0(?![.\d]))/;

/**
 * Reads JSON as Python does: 25.0 stays a float, an int keeps all its digits.
 *
 * @throws SyntaxError that `JSON.parse` throws too, and for a number beyond what a float can be
 */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return MAY_CHANGE.test(text) ? (parse(text, undefined, OPTIONS) as Json) : value;
}
