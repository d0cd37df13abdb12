import { isTrue } from "#json";
import { type EnumMember, none, type Value } from "./values.ts";

/** `True` or `False` where the value's truth is known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case "none":
      return false;
    case "bool":
    case "int":
    case "float":
    case "str":
    case "bytes":
      return isTrue(value.value);
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
      return value.items.length > 0;
    case "dict":
      return value.entries.length > 0;
    case "external":
      return value.name === "typing.TYPE_CHECKING" ? false : undefined;
    case "class":
    case "function":
    case "flow":
    case "module":
    case "ellipsis":
      return true;
    default:
      return undefined;
  }
}

/** Python's `==` between values that can be compared without running code. */
export function equal(left: Value, right: Value): boolean | undefined {
  const numbers = [left, right].map(numberOf);
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] === numbers[1];
  if (left.kind === "unknown" || right.kind === "unknown") return undefined;
  if (left.kind === "instance" || right.kind === "instance") return undefined;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case "none":
    case "ellipsis":
      return true;
    case "str":
    case "bytes":
      return left.value === (right as typeof left).value;
    case "external":
      return left.name === (right as typeof left).name;
    case "member":
      return left.of === (right as EnumMember).of && left.name === (right as EnumMember).name;
    case "list":
    case "tuple": {
      const other = (right as typeof left).items;
      if (other.length !== left.items.length) return false;
      const each = left.items.map((item, index) => equal(item, other[index] ?? none));
      return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
    }
    case "class":
    case "function":
      return left === right;
    default:
      return undefined;
  }
}

/** Numbers and booleans as one comparable number; integers beyond 2^53 stay apart as they can't be compared so. */
function numberOf(value: Value): number | undefined {
  if (value.kind === "bool") return Number(value.value);
  if (value.kind === "float") return value.value;
  return value.kind === "int" ? Number(value.value) : undefined;
}
