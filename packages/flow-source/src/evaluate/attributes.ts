import { external } from "./canonical-names.ts";
import { classScope, resolutionOrder } from "./classes.ts";
import { docstringOf } from "./docstrings.ts";
import { enumMember, isEnum } from "./enums.ts";
import type { Evaluation } from "./evaluation.ts";
import { binds } from "./scope.ts";
import { text, unknown, type Value } from "./values.ts";

/** `value.name` */
export function attributeOf(evaluation: Evaluation, value: Value, name: string): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "module":
      return evaluation.imports.attribute(value, name);
    case "external":
      return external(`${value.name}.${name}`);
    case "class":
      return classAttribute(evaluation, value, name);
    case "member":
      if (name === "value" || name === "_value_") return value.value;
      return name === "name" ? text(value.name) : unknown(`\`.${name}\` of an enum's member isn't evaluated`);
    case "flow":
      if (name === "fn") return value.fn;
      return { kind: "method", self: value, name };
    case "function":
      if (name === "__name__") return text(value.name);
      if (name === "__doc__") {
        return docstringOf(value.node);
      }
      return unknown(`\`.${name}\` of a function isn't evaluated`);
    case "instance": {
      const given = value.keywords.get(name);
      if (given && value.of.kind === "class") return given;
      return { kind: "method", self: value, name };
    }
    default:
      return { kind: "method", self: value, name };
  }
}

function classAttribute(
  evaluation: Evaluation,
  value: Extract<Value, { kind: "class" }>,
  name: string,
): Value {
  if (name === "__name__") return text(value.name);
  if (isEnum(evaluation, value)) {
    const member = enumMember(evaluation, value, name);
    if (member) return member;
  }
  for (const base of resolutionOrder(evaluation, value)) {
    if (base.kind !== "class") return unknown(`\`${value.name}.${name}\` isn't found in the source`);
    if (!binds(base.block, name)) continue;
    const found = evaluation.lookup(name, classScope(evaluation, base));
    // A static or class method gives back the flow below it.
    return found.kind === "flow" ? { ...found, isMethod: false } : found;
  }
  return unknown(`\`${value.name}\` has no \`${name}\``);
}
