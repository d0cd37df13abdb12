import { deferred } from "../../evaluate/scope.ts";
import { typeParametersOf } from "../../evaluate/type-parameters.ts";
import type { Frame, Value } from "../../evaluate/values.ts";
import { type CoreSchema, TypeUnknown } from "../core-schemas/core-schema.ts";
import { longNameOf } from "./class-names.ts";
import { displayType } from "./display-type.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";
import { collectTypeVariables, substitute } from "./type-variables.ts";

/** `type Name[T] = ...` (PEP 695): a definition of its own, under the alias's name. */
export function aliasCoreSchema(
  reader: TypeReader,
  alias: Extract<Value, { kind: "alias" }>,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const { evaluation } = reader;
  const right = alias.node.childForFieldName("right");
  if (!right) throw new TypeUnknown(`\`${alias.name}\` isn't understood`);
  const left = alias.node.childForFieldName("left");
  const parameters = left?.descendantsOfType("type_parameter")[0];
  const scope = deferred(alias.scope);
  const given = parameters ? typeParametersOf(evaluation, parameters, scope) : new Map<string, Value>();
  const frame: Frame = { given, block: undefined, before: undefined, isClass: false, values: new Map() };
  const value = evaluation.evaluateNode(right, { ...scope, frames: [frame, ...scope.frames] });
  return definedAlias(
    reader,
    alias,
    alias.name,
    longNameOf(reader, alias.scope.module, alias.name),
    value,
    args,
    {
      ...context,
      resolve: (text) =>
        evaluation.evaluateText(text, scope) ?? { kind: "unknown", reason: `\`${text}\` isn't a type` },
    },
  );
}

/** The definition that an alias makes, its type variables replaced by `args`. */
export function definedAlias(
  reader: TypeReader,
  owner: object,
  name: string,
  longName: string,
  value: Value,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const names: string[] = [];
  collectTypeVariables(value, names);
  const variables = new Map(
    names.flatMap((one, index) => (args[index] ? [[one, args[index]] as const] : [])),
  );
  const suffix = args.length > 0 ? `[${args.map(displayType).join(",")}]` : "";
  return reader.define(
    owner,
    args,
    { shortName: `${name}${suffix}`, longName: `${longName}${suffix}`, core: "alias" },
    () => ({ kind: "schema", coreSchema: reader.read(substitute(value, variables), context) }),
  );
}
