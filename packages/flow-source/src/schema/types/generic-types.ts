import type { Value } from "../../evaluate/values.ts";
import {
  anyCoreSchema,
  type CoreSchema,
  NoSchema,
  simple,
  TypeUnknown,
} from "../core-schemas/core-schema.ts";
import { externalCoreSchema } from "../core-schemas/external-types.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";

/** `list[int]`, `dict[str, int]` and the like (`GenerateSchema._generic_handlers`). */
export function genericCoreSchema(
  reader: TypeReader,
  origin: string,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const item = (): CoreSchema => (args[0] ? reader.read(args[0], context) : anyCoreSchema);
  const pair = (): [CoreSchema, CoreSchema] => {
    const [keys, values] = args;
    if (!keys || !values) throw new NoSchema(`\`${origin}\` takes two types.`);
    return [reader.read(keys, context), reader.read(values, context)];
  };
  switch (origin) {
    case "builtins.list":
    case "collections.abc.MutableSequence":
      return { kind: "array", core: "list", items: item(), unique: false, constraints: {} };
    case "collections.abc.Sequence":
      return { kind: "array", core: "sequence", items: item(), unique: false, constraints: {} };
    case "collections.deque":
      return { kind: "array", core: "deque", items: item(), unique: false, constraints: {} };
    case "collections.abc.Iterable":
    case "collections.abc.Generator":
      return { kind: "array", core: "generator", items: item(), unique: false, constraints: {} };
    case "builtins.set":
    case "collections.abc.MutableSet":
      return { kind: "array", core: "set", items: item(), unique: true, constraints: {} };
    case "builtins.frozenset":
    case "collections.abc.Set":
      return { kind: "array", core: "frozenset", items: item(), unique: true, constraints: {} };
    case "builtins.dict":
    case "collections.abc.Mapping":
    case "collections.abc.MutableMapping":
    case "collections.OrderedDict": {
      const [keys, values] = pair();
      return { kind: "dict", core: "dict", keys, values, constraints: {} };
    }
    case "collections.defaultdict": {
      const [keys, values] = pair();
      if (!canBeMade(args[1])) throw new NoSchema("A default for the values can't be inferred.");
      return { kind: "dict", core: "lax-or-strict", keys, values, constraints: {} };
    }
    case "collections.Counter":
      return {
        kind: "dict",
        core: "dict",
        keys: item(),
        values: simple("int", { type: "integer" }),
        constraints: {},
      };
    case "builtins.tuple":
      return tuple(reader, args, context);
    case "builtins.type":
      // Any class: what it must inherit from isn't shown.
      return simple("is-subclass", {});
    case "re.Pattern":
    case "collections.abc.Callable":
      return externalCoreSchema(origin, context.arbitraryTypes);
    case "os.PathLike":
    case "pathlib.Path":
      return externalCoreSchema(origin, context.arbitraryTypes);
    case "typing.ClassVar":
      throw new TypeUnknown("`ClassVar` isn't a parameter's type");
    case "pydantic.Json":
      return { kind: "json", core: "json", content: item() };
    case "pydantic.SkipValidation":
    case "pydantic.OnErrorOmit":
    case "pydantic.FailFast":
      return origin === "pydantic.FailFast" ? item() : skipValidation(reader, origin, args, context);
    case "pydantic.InstanceOf":
      return instanceOf(reader, args, context);
    default:
      return externalCoreSchema(origin, context.arbitraryTypes);
  }
}

function tuple(reader: TypeReader, args: readonly Value[], context: TypeContext): CoreSchema {
  const [first, second] = args;
  const variadic = args.length === 2 && second?.kind === "ellipsis";
  if (!variadic && args.at(-1)?.kind === "ellipsis")
    throw new NoSchema("Variable tuples can only have one type.");
  const empty = args.length === 1 && first?.kind === "tuple" && first.items.length === 0;
  const types = empty ? [] : variadic && first ? [first] : args;
  return {
    kind: "tuple",
    core: "tuple",
    items: types.map((type) => reader.read(type, context)),
    variadic,
    constraints: {},
  };
}

/** `SkipValidation[T]` shows T's schema, with nothing of it checked. */
function skipValidation(
  reader: TypeReader,
  origin: string,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const [first] = args;
  if (!first) return externalCoreSchema(origin, context.arbitraryTypes);
  return { kind: "wrapped", core: "any", inner: reader.read(first, context), updates: {} };
}

/** `InstanceOf[T]` shows T's schema where it has one. */
function instanceOf(reader: TypeReader, args: readonly Value[], context: TypeContext): CoreSchema {
  const [first] = args;
  if (!first) throw new TypeUnknown("`InstanceOf` without a class isn't known");
  return { kind: "wrapped", core: "json-or-python", inner: reader.read(first, context), updates: {} };
}

/** Types for which pydantic knows how a defaultdict makes a missing value. */
function canBeMade(values: Value | undefined): boolean {
  const origin = values?.kind === "generic" ? values.origin : values;
  if (origin?.kind === "class" || origin?.kind === "none") return false;
  return (
    origin?.kind === "external" &&
    /^(builtins\.(float|int|str|bool|tuple|list|set|frozenset|dict)|collections\.(abc\.(Sequence|MutableSequence|MutableSet|Set|Mapping|MutableMapping)|defaultdict|OrderedDict|deque|Counter))$/.test(
      origin.name,
    )
  );
}
