import { type Instance, unknown, type Value } from "../../evaluate/values.ts";
import { anyCoreSchema, type CoreSchema, TypeUnknown } from "../core-schemas/core-schema.ts";
import { constraint } from "../fields/field-info.ts";
import { withMetadata } from "./annotated.ts";
import { definedAlias } from "./type-aliases.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";
import { typeVariableName } from "./type-variables.ts";

/** A type that a call makes: `NewType("Id", int)`, a type variable, `conint(gt=1)`. */
export function callCoreSchema(reader: TypeReader, type: Instance, context: TypeContext): CoreSchema {
  if (type.of.kind === "class") return anyCoreSchema;
  const [first, second] = type.args;
  const { name } = type.of;
  switch (name) {
    case "typing.NewType": {
      const base = second ?? type.keywords.get("tp");
      return base ? reader.read(base, context) : anyCoreSchema;
    }
    case "typing.TypeVar":
      return typeVariable(reader, type, context);
    case "typing.TypeAliasType": {
      const value = second ?? type.keywords.get("value");
      if (first?.kind !== "str" || !value) break;
      return definedAlias(reader, type, first.value, `alias.${first.value}`, value, [], context);
    }
    case "typing.ForwardRef":
      if (first?.kind === "str") return reader.read(first, context);
      break;
    case "types.LambdaType":
      break;
    default: {
      const base = constrainedTypes[name];
      if (base) return constrained(reader, base, type, context);
    }
  }
  throw new TypeUnknown(`\`${name}(...)\` isn't understood as a type`);
}

function typeVariable(reader: TypeReader, type: Instance, context: TypeContext): CoreSchema {
  const name = typeVariableName(type);
  const given = name === undefined ? undefined : context.typeVariables.get(name);
  if (given && typeVariableName(given) !== name) return reader.read(given, context);
  const fallback = type.keywords.get("default");
  if (fallback) return reader.read(fallback, context);
  const choices = type.args.slice(1);
  if (choices.length > 0) {
    return reader.read(
      { kind: "generic", origin: { kind: "external", name: "typing.Union" }, args: choices },
      context,
    );
  }
  const bound = type.keywords.get("bound");
  return bound && bound.kind !== "none" ? reader.read(bound, context) : anyCoreSchema;
}

/** pydantic's functions that make a constrained type. */
const constrainedTypes: Record<string, string> = {
  "pydantic.conint": "builtins.int",
  "pydantic.confloat": "builtins.float",
  "pydantic.constr": "builtins.str",
  "pydantic.conbytes": "builtins.bytes",
  "pydantic.condecimal": "decimal.Decimal",
  "pydantic.condate": "datetime.date",
  "pydantic.conlist": "builtins.list",
  "pydantic.conset": "builtins.set",
  "pydantic.confrozenset": "builtins.frozenset",
};

function constrained(reader: TypeReader, base: string, type: Instance, context: TypeContext): CoreSchema {
  const origin: Value = { kind: "external", name: base };
  const item = type.args[0] ?? type.keywords.get("item_type");
  const isCollection = /list|set/.test(base);
  if (type.args.length > (isCollection ? 1 : 0)) throw new TypeUnknown("its constraints have no names");
  const of: Value = isCollection && item ? { kind: "generic", origin, args: [item] } : origin;
  const metadata = [...type.keywords]
    .filter(([name, value]) => name !== "item_type" && name !== "unique_items" && value.kind !== "none")
    .map(([name, value]) => constraint(name, value));
  if (type.keywords.has("unique_items"))
    return reader.read(unknown("`unique_items` isn't supported"), context);
  return withMetadata(reader, reader.read(of, context), metadata, context);
}
