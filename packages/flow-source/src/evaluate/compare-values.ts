import { equal } from "./comparison.ts";
import { asNumber } from "./operations.ts";
import type { Value } from "./values.ts";

/** Truth of one comparison; undefined where it isn't known. */
export function compareValues(operator: string, left: Value, right: Value): boolean | undefined {
  if (left.kind === "external" && left.name === "sys.version_info" && right.kind === "tuple") {
    return comparePythonVersion(operator, right.items);
  }
  switch (operator.replace(/\s+/g, " ")) {
    case "==":
    case "is":
      return equal(left, right);
    case "!=":
    case "is not": {
      const same = equal(left, right);
      return same === undefined ? undefined : !same;
    }
    case "in":
    case "not in": {
      const items =
        right.kind === "dict" ? right.entries.map(([key]) => key) : "items" in right ? right.items : [];
      if (right.kind !== "dict" && !("items" in right)) return undefined;
      const each = items.map((item) => equal(left, item));
      const found = each.includes(true) ? true : each.includes(undefined) ? undefined : false;
      return found === undefined ? undefined : found === (operator === "in");
    }
  }
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return undefined;
  }
}

/** Which Python will import the flow isn't known, but that it is at least 3.10, the oldest one Prefect runs on. */
function comparePythonVersion(operator: string, version: readonly Value[]): boolean | undefined {
  const [major, minor] = version.map((part) => (part.kind === "int" ? Number(part.value) : undefined));
  if (major === undefined) return undefined;
  const old = major < 3 || (major === 3 && (minor ?? 0) <= 10);
  if (!old) return undefined;
  if (operator === ">=") return true;
  if (operator === "<") return false;
  const older = major < 3 || (minor ?? 0) < 10;
  if (!older) return undefined;
  return operator === ">" ? true : operator === "<=" ? false : undefined;
}
