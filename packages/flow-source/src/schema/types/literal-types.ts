import type { Json } from "#json";
import type { Evaluation } from "../../evaluate/evaluation.ts";
import type { Value } from "../../evaluate/values.ts";
import { type CoreSchema, TypeUnknown } from "../core-schemas/core-schema.ts";
import { plainJson } from "../defaults/defaults.ts";
import { displayType } from "./display-type.ts";

/** `Literal[...]`: nested literals are opened, doubles dropped, members of enums shown by their values. */
export function literalCoreSchema(evaluation: Evaluation, args: readonly Value[]): CoreSchema {
  const values = open(evaluation, args);
  const distinct = [...new Map(values.map((value) => [displayType(value), value])).values()];
  const expected = distinct.map((value): Json => {
    if (value.kind === "bytes") throw new TypeUnknown("bytes in a `Literal` aren't known");
    return plainJson(value);
  });
  return { kind: "literal", core: "literal", expected };
}

function open(evaluation: Evaluation, args: readonly Value[]): Value[] {
  return args.flatMap((arg): Value[] => {
    if (arg.kind === "generic" && arg.origin.kind === "external" && arg.origin.name === "typing.Literal") {
      return open(evaluation, arg.args);
    }
    if (arg.kind === "alias") {
      const right = arg.node.childForFieldName("right");
      if (!evaluation.budget.enter()) throw new TypeUnknown(evaluation.budget.tooLarge().reason);
      const opened = right ? open(evaluation, [evaluation.evaluateNode(right, arg.scope)]) : [arg];
      evaluation.budget.leave();
      return opened;
    }
    if (arg.kind === "unknown") throw new TypeUnknown(arg.reason);
    return [arg];
  });
}
