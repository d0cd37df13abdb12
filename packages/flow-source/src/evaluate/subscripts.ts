import { equal } from "./comparison.ts";
import { enumMembers, isEnum } from "./enums.ts";
import type { Evaluation } from "./evaluation.ts";
import { text, unknown, type Value } from "./values.ts";

/** `value[index]`: a generic type, or an item of a container. */
export function subscript(evaluation: Evaluation, value: Value, index: Value): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "external":
      if (/^os\.environ$/.test(value.name)) return unknown("it reads the environment");
      return { kind: "generic", origin: value, args: typeArguments(value.name, index) };
    case "class":
      if (isEnum(evaluation, value)) {
        const member = enumMembers(evaluation, value)?.find(
          ({ name }) => index.kind === "str" && name === index.value,
        );
        return member ?? unknown("it names no member of the enum");
      }
      return { kind: "generic", origin: value, args: typeArguments("", index) };
    case "generic":
    case "alias":
      return { kind: "generic", origin: value, args: typeArguments("", index) };
    case "list":
    case "tuple": {
      if (index.kind !== "int") return unknown("a slice isn't evaluated");
      const position = Number(index.value);
      return value.items.at(position) ?? unknown("the index is out of range");
    }
    case "str": {
      const character = index.kind === "int" ? [...value.value].at(Number(index.value)) : undefined;
      return character === undefined ? unknown("a slice isn't evaluated") : text(character);
    }
    case "dict": {
      for (const [key, entry] of value.entries.toReversed()) {
        const same = equal(key, index);
        if (same === undefined) return unknown("a key isn't known");
        if (same) return entry;
      }
      return unknown("the key isn't there");
    }
    default:
      return unknown("an item isn't evaluated here");
  }
}

/** `X[a, b]` has two arguments, `X[()]` none, and `Literal[(1, 2)]` two. */
function typeArguments(origin: string, index: Value): readonly Value[] {
  if (index.kind !== "tuple") return [index];
  return index.items.length === 0 && origin !== "builtins.tuple" ? [index] : index.items;
}
