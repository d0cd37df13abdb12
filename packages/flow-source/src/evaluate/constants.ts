import { pythonText } from "#json";
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
      return pythonText(null);
    case "bool":
    case "int":
    case "float":
    case "str":
      return pythonText(value.value);
    default:
      return undefined;
  }
}
