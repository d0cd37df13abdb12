import type { Evaluation } from "../evaluate/evaluation.ts";
import type { Value } from "../evaluate/values.ts";
import { reasonOf } from "../evaluate/values.ts";
import { classCoreSchema } from "./classes/class-types.ts";
import {
  anyCoreSchema,
  type CoreSchema,
  type Definition,
  NoSchema,
  simple,
  TypeUnknown,
} from "./core-schemas/core-schema.ts";
import { externalCoreSchema } from "./core-schemas/external-types.ts";
import { annotatedCoreSchema } from "./types/annotated.ts";
import { callCoreSchema } from "./types/called-types.ts";
import { displayType, unionMembers } from "./types/display-type.ts";
import { genericCoreSchema } from "./types/generic-types.ts";
import { literalCoreSchema } from "./types/literal-types.ts";
import { aliasCoreSchema } from "./types/type-aliases.ts";
import type { ModelConfig, TypeContext, TypeReader } from "./types/type-reader.ts";
import { collectTypeVariables, substitute } from "./types/type-variables.ts";

/** Levels that a definition counts for: reading the fields of a class goes through many calls. */
const definitionWeight = 3;

/** Reads types into core schemas, as `pydantic._internal._generate_schema.GenerateSchema` does. */
export class GenerateSchema implements TypeReader {
  readonly evaluation: Evaluation;
  readonly pythonMinor: number | undefined;
  private readonly surroundings = new Map<object, string>();
  private readonly definitions = new Map<unknown, Map<string, Definition>>();

  constructor(evaluation: Evaluation, pythonMinor: number | undefined) {
    this.evaluation = evaluation;
    this.pythonMinor = pythonMinor;
  }

  read(type: Value, context: TypeContext): CoreSchema {
    const { budget } = this.evaluation;
    const within = budget.enter();
    try {
      if (!within) throw new TypeUnknown(budget.tooLarge().reason);
      return this.coreSchemaOf(type, context);
    } finally {
      budget.leave();
    }
  }

  private coreSchemaOf(type: Value, context: TypeContext): CoreSchema {
    switch (type.kind) {
      case "none":
        return simple("none", { type: "null" });
      case "str":
        return this.read(context.resolve(type.value), context);
      case "external":
        return externalCoreSchema(type.name, context.arbitraryTypes);
      case "class":
        return classCoreSchema(this, type, [], context);
      case "generic":
        return this.generic(type, context);
      case "union":
        return this.union(type.members, context);
      case "instance":
        return callCoreSchema(this, type, context);
      case "alias":
        return aliasCoreSchema(this, type, [], context);
      case "unknown":
        if (type.undefinedName) throw new NoSchema(type.reason);
        throw new TypeUnknown(type.reason);
      case "bool":
      case "int":
      case "float":
      case "list":
      case "tuple":
      case "ellipsis":
        // No type at all: pydantic warns and takes any value.
        return anyCoreSchema;
      default:
        throw new TypeUnknown(reasonOf(type, "its annotation isn't a type"));
    }
  }

  private generic(type: Extract<Value, { kind: "generic" }>, context: TypeContext): CoreSchema {
    const { origin, args } = type;
    if (origin.kind === "external") {
      const [first] = args;
      switch (origin.name) {
        case "typing.Optional":
          return this.union([first ?? type, { kind: "none" }], context);
        case "typing.Union":
          return this.union(args, context);
        case "typing.Annotated":
          if (!first) throw new NoSchema("`Annotated` needs a type.");
          return annotatedCoreSchema(this, first, args.slice(1), context);
        case "typing.Literal":
          return literalCoreSchema(this.evaluation, args);
        case "typing.Final":
        case "typing.Required":
        case "typing.NotRequired":
        case "typing.ReadOnly":
        case "dataclasses.InitVar":
          return first ? this.read(first, context) : anyCoreSchema;
      }
      return genericCoreSchema(this, origin.name, args, context);
    }
    if (origin.kind === "class") return classCoreSchema(this, origin, args, context);
    if (origin.kind === "alias") return aliasCoreSchema(this, origin, args, context);
    if (origin.kind === "generic" || origin.kind === "union") {
      // `Pair[int]` of `Pair = tuple[T, T]`.
      return this.read(substituteFree(origin, args), context);
    }
    if (origin.kind === "unknown") throw new TypeUnknown(origin.reason);
    throw new TypeUnknown("its annotation isn't a type");
  }

  /** `Union[...]` and `X | Y`: doubles are dropped as `typing` drops them, `None` makes it nullable. */
  private union(members: readonly Value[], context: TypeContext): CoreSchema {
    const distinct = unionMembers(members);
    const choices = distinct.filter((member) => !isNone(member)).map((member) => this.read(member, context));
    const [only] = choices;
    if (!only) return simple("none", { type: "null" });
    const inner: CoreSchema = choices.length === 1 ? only : { kind: "union", core: "union", choices };
    return distinct.some(isNone) ? { kind: "nullable", core: "nullable", inner } : inner;
  }

  noteSurroundings(cls: object, config: ModelConfig | undefined): void {
    const settings = `${config?.extra ?? ""} ${config?.aliasOf("a_b") ?? ""}`;
    const before = this.surroundings.get(cls);
    if (before !== undefined && before !== settings) {
      throw new TypeUnknown("a type is used in models with different settings");
    }
    this.surroundings.set(cls, settings);
  }

  define(
    owner: object,
    args: readonly Value[],
    names: { shortName: string; longName: string; core: string },
    build: (definition: Definition) => Definition["body"],
  ): CoreSchema {
    const key = args.map(displayType).join();
    let known = this.definitions.get(owner);
    if (!known) {
      known = new Map();
      this.definitions.set(owner, known);
    }
    let definition = known.get(key);
    if (!definition) {
      const { budget } = this.evaluation;
      definition = { ...names, body: undefined };
      known.set(key, definition);
      const within = budget.enter(definitionWeight);
      try {
        if (!within) throw new TypeUnknown(budget.tooLarge().reason);
        definition.body = build(definition);
      } catch (error) {
        known.delete(key);
        throw error;
      } finally {
        budget.leave(definitionWeight);
      }
    }
    return { kind: "definition", core: "definition-ref", definition };
  }
}

function isNone(value: Value): boolean {
  return value.kind === "none" || (value.kind === "external" && value.name === "builtins.NoneType");
}

/** Puts arguments in the place of the type variables of an alias, in the order in which they appear. */
function substituteFree(type: Value, args: readonly Value[]): Value {
  const names: string[] = [];
  collectTypeVariables(type, names);
  return substitute(type, new Map(names.map((name, index) => [name, args[index] ?? anyValue])));
}

const anyValue: Value = { kind: "external", name: "typing.Any" };
