import { classScope, docstringOf, resolutionOrder } from "./classes.ts";
import { enumMember, isEnum } from "./enums.ts";
import { external, type Interpreter } from "./interpreter.ts";
import { bindingsOf } from "./scope.ts";
import { none, text, unknown, type Value } from "./values.ts";

/** `value.name` */
export function attributeOf(interpreter: Interpreter, value: Value, name: string): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "module":
      return interpreter.imports.attribute(value, name);
    case "external":
      return external(`${value.name}.${name}`);
    case "class":
      return classAttribute(interpreter, value, name);
    case "member":
      if (name === "value" || name === "_value_") return value.value;
      return name === "name" ? text(value.name) : unknown(`\`.${name}\` of an enum's member isn't evaluated`);
    case "flow":
      if (name === "fn") return value.fn;
      return { kind: "method", self: value, name };
    case "function":
      if (name === "__name__") return text(value.name);
      if (name === "__doc__") {
        const doc = docstringOf(value.node);
        return doc === undefined ? none : text(doc);
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
  interpreter: Interpreter,
  value: Extract<Value, { kind: "class" }>,
  name: string,
): Value {
  if (name === "__name__") return text(value.name);
  if (isEnum(interpreter, value)) {
    const member = enumMember(interpreter, value, name);
    if (member) return member;
  }
  for (const base of resolutionOrder(interpreter, value)) {
    if (base.kind !== "class") return unknown(`\`${value.name}.${name}\` isn't found in the source`);
    if (bindingsOf(base.block, name).length > 0)
      return interpreter.lookup(name, classScope(interpreter, base));
  }
  return unknown(`\`${value.name}\` has no \`${name}\``);
}
