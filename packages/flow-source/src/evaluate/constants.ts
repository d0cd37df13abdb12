import type { Constant, Expression, FormattedPart } from "../syntax/expression.ts";
import type { Evaluation } from "./evaluation.ts";
import { mostCharacters } from "./size.ts";
import { text, unknown, type Value } from "./values.ts";

export function evaluateConstant(constant: Constant): Value {
  if (constant === null) return { kind: "none" };
  switch (typeof constant) {
    case "boolean":
      return { kind: "bool", value: constant };
    case "bigint":
      return { kind: "int", value: constant };
    case "number":
      return { kind: "float", value: constant };
    case "string":
      return text(constant);
    default:
      return "bytes" in constant ? { kind: "bytes", value: constant.bytes } : { kind: "ellipsis" };
  }
}

/** An f-string whose parts are known. */
export function formatText(
  { budget }: Evaluation,
  parts: readonly (string | FormattedPart)[],
  evaluate: (part: Expression) => Value,
): Value {
  let result = "";
  for (const part of parts) {
    if (typeof part === "string") {
      result += part;
      continue;
    }
    const value = evaluate(part.value);
    if (value.kind === "unknown") return value;
    const shown = part.format || part.conversion ? undefined : textOf(value);
    if (shown === undefined) return unknown("an f-string formats a value that isn't known");
    if (result.length + shown.length > mostCharacters) return budget.tooLarge();
    result += shown;
  }
  return text(result);
}

/** `str(value)`; undefined where it isn't known. */
export function textOf(value: Value): string | undefined {
  switch (value.kind) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return String(value.value);
    case "float":
      return floatText(value.value);
    case "str":
      return value.value;
    default:
      return undefined;
  }
}

/** `repr` of a float: the shortest digits that give it back, with an exponent outside 1e-4 ... 1e16. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e16)) {
    const digits = size >= 1e-6 || value === 0 ? String(value) : value.toFixed(20).replace(/0+$/, "");
    return Object.is(value, -0) ? "-0.0" : digits.includes(".") ? digits : `${digits}.0`;
  }
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
