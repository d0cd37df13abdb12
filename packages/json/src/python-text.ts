import { floatText } from "./float-text.ts";

/** A value of Python's that holds no others: an int is a bigint, a float a number. */
export type PythonScalar = null | boolean | bigint | number | string;

/** Python's `str()`. */
export function pythonText(value: PythonScalar): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

/** Python's `repr()`. */
export function pythonRepr(value: PythonScalar): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" ? floatText(value) : stringRepr(value);
}

/** Python's truth of a value. */
export function isTrue(value: PythonScalar): boolean {
  if (value === null || value === false || value === "") return false;
  return value !== 0n && value !== 0;
}

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let inner = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\\" || character === quote) inner += `\\${character}`;
    else if (character === "\n") inner += "\\n";
    else if (character === "\r") inner += "\\r";
    else if (character === "\t") inner += "\\t";
    else if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) inner += character;
    else if (code <= 0xff) inner += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code <= 0xffff) inner += `\\u${code.toString(16).padStart(4, "0")}`;
    else inner += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return quote + inner + quote;
}
