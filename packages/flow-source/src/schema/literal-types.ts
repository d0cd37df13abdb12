import type { Json } from "#json";
import type { Interpreter } from "../evaluate/interpreter.ts";
import type { Value } from "../evaluate/values.ts";
import { plainJson } from "./defaults.ts";
import { displayType } from "./display-type.ts";
import { type Shape, TypeUnknown } from "./shape.ts";

/** `Literal[...]`: nested literals are opened, doubles dropped, members of enums shown by their values. */
export function literalShape(interpreter: Interpreter, args: readonly Value[]): Shape {
  const values = open(interpreter, args);
  const distinct = [...new Map(values.map((value) => [displayType(value), value])).values()];
  const expected = distinct.map((value): Json => {
    if (value.kind === "bytes") throw new TypeUnknown("bytes in a `Literal` aren't known");
    return plainJson(value);
  });
  return { kind: "literal", core: "literal", expected };
}

function open(interpreter: Interpreter, args: readonly Value[]): Value[] {
  return args.flatMap((arg): Value[] => {
    if (arg.kind === "generic" && arg.origin.kind === "external" && arg.origin.name === "typing.Literal") {
      return open(interpreter, arg.args);
    }
    if (arg.kind === "alias") {
      const right = arg.node.childForFieldName("right");
      return right ? open(interpreter, [interpreter.evaluateNode(right, arg.scope)]) : [arg];
    }
    if (arg.kind === "unknown") throw new TypeUnknown(arg.reason);
    return [arg];
  });
}
