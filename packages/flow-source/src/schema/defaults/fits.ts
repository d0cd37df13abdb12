import type { Json } from "#json";
import type { Value } from "../../evaluate/values.ts";
import type { Shape } from "../shapes/shape.ts";

/** Whether pydantic takes a value into a field of a type without converting it, but for an int where a float is due. */
export function fits(shape: Shape, value: Value): boolean {
  switch (shape.kind) {
    case "nullable":
      return value.kind === "none" || fits(shape.inner, value);
    case "union":
      return shape.choices.some((choice) => fits(choice, value));
    case "array":
      return (
        ((value.kind === "list" && (shape.core === "list" || shape.core === "sequence")) ||
          value.kind === shape.core) &&
        "items" in value &&
        value.items.every((item) => fits(shape.items, item))
      );
    case "tuple":
      return (
        value.kind === "tuple" &&
        value.items.every((item, index) => fits(shape.items[shape.variadic ? 0 : index] ?? shape, item))
      );
    case "dict":
      return (
        value.kind === "dict" &&
        value.entries.every(([key, entry]) => fits(shape.keys, key) && fits(shape.values, entry))
      );
    case "literal":
      return value.kind === "str" ? shape.expected.includes(value.value) : value.kind !== "member";
    case "wrapped":
      return !shape.core.startsWith("function-") && fits(shape.inner, value);
    case "definition":
      if (value.kind === "member") return value.of.name === shape.definition.shortName;
      return (
        value.kind === "instance" && value.of.kind === "class" && value.of.name === shape.definition.shortName
      );
    case "number":
      return value.kind === "instance" && value.of.kind === "external" && value.of.name === "decimal.Decimal";
    case "simple":
      return fitsSimple(shape.core, shape.json.format, value);
    default:
      return false;
  }
}

function fitsSimple(core: string, format: Json | undefined, value: Value): boolean {
  if (core === "any" || core === "is-instance") return true;
  const kinds: Record<string, Value["kind"]> = {
    str: "str",
    int: "int",
    bool: "bool",
    float: "float",
    bytes: "bytes",
    none: "none",
  };
  if (kinds[core]) return value.kind === kinds[core] || (core === "float" && value.kind === "int");
  const classes: Record<string, RegExp> = {
    date: /^datetime\.date$/,
    datetime: /^datetime\.datetime$/,
    time: /^datetime\.time$/,
    timedelta: /^datetime\.timedelta$/,
    uuid: /^uuid\.UUID$/,
    "lax-or-strict": /^pathlib\./,
  };
  const wanted = core === "lax-or-strict" && format !== "path" ? undefined : classes[core];
  return (
    wanted !== undefined &&
    value.kind === "instance" &&
    value.of.kind === "external" &&
    wanted.test(value.of.name)
  );
}
