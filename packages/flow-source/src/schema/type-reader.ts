import type { Interpreter } from "../evaluate/interpreter.ts";
import { reasonOf } from "../evaluate/interpreter.ts";
import type { Value } from "../evaluate/values.ts";
import { annotatedShape } from "./annotated.ts";
import { callShape } from "./called-types.ts";
import { classShape } from "./class-types.ts";
import { displayType, unionMembers } from "./display-type.ts";
import { externalShape } from "./external-types.ts";
import { genericShape } from "./generic-types.ts";
import { literalShape } from "./literal-types.ts";
import type { ModelConfig } from "./model-config.ts";
import { anyShape, type Definition, NoSchema, type Shape, simple, TypeUnknown } from "./shape.ts";
import { aliasShape } from "./type-aliases.ts";

/** How the types of one place are read. */
export interface TypeContext {
  /** Value of a forward reference's text, evaluated where pydantic evaluates it. */
  resolve(text: string): Value;
  /** What the type variables of a generic class stand for, by name. */
  typeVariables: ReadonlyMap<string, Value>;
  /** Configuration of the model around, which a TypedDict or plain dataclass takes over. */
  config: ModelConfig | undefined;
  /** `arbitrary_types_allowed`: a class that pydantic doesn't know is any value. */
  arbitraryTypes: boolean;
}

/** Reads types into shapes, as `pydantic._internal._generate_schema.GenerateSchema` does. */
export class TypeReader {
  readonly interpreter: Interpreter;
  /** Minor version of the Python 3 that will import the flow, where it is known. */
  readonly pythonMinor: number | undefined;
  private readonly surroundings = new Map<object, string>();
  private readonly definitions = new Map<unknown, Map<string, Definition>>();

  constructor(interpreter: Interpreter, pythonMinor: number | undefined) {
    this.interpreter = interpreter;
    this.pythonMinor = pythonMinor;
  }

  /** Throws NoSchema where pydantic has none, TypeUnknown where the source doesn't tell. */
  read(type: Value, context: TypeContext): Shape {
    switch (type.kind) {
      case "none":
        return simple("none", { type: "null" });
      case "str":
        return this.read(context.resolve(type.value), context);
      case "external":
        return externalShape(type.name, context);
      case "class":
        return classShape(this, type, [], context);
      case "generic":
        return this.generic(type, context);
      case "union":
        return this.union(type.members, context);
      case "instance":
        return callShape(this, type, context);
      case "alias":
        return aliasShape(this, type, [], context);
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
        return anyShape;
      default:
        throw new TypeUnknown(reasonOf(type, "its annotation isn't a type"));
    }
  }

  private generic(type: Extract<Value, { kind: "generic" }>, context: TypeContext): Shape {
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
          return annotatedShape(this, first, args.slice(1), context);
        case "typing.Literal":
          return literalShape(this.interpreter, args);
        case "typing.Final":
        case "typing.Required":
        case "typing.NotRequired":
        case "typing.ReadOnly":
        case "dataclasses.InitVar":
          return first ? this.read(first, context) : anyShape;
      }
      return genericShape(this, origin.name, args, context);
    }
    if (origin.kind === "class") return classShape(this, origin, args, context);
    if (origin.kind === "alias") return aliasShape(this, origin, args, context);
    if (origin.kind === "generic" || origin.kind === "union") {
      // `Pair[int]` of `Pair = tuple[T, T]`.
      return this.read(substituteFree(origin, args), context);
    }
    if (origin.kind === "unknown") throw new TypeUnknown(origin.reason);
    throw new TypeUnknown("its annotation isn't a type");
  }

  /** `Union[...]` and `X | Y`: doubles are dropped as `typing` drops them, `None` makes it nullable. */
  private union(members: readonly Value[], context: TypeContext): Shape {
    const distinct = unionMembers(members);
    const choices = distinct.filter((member) => !isNone(member)).map((member) => this.read(member, context));
    const [only] = choices;
    if (!only) return simple("none", { type: "null" });
    const inner: Shape = choices.length === 1 ? only : { kind: "union", core: "union", choices };
    return distinct.some(isNone) ? { kind: "nullable", core: "nullable", inner } : inner;
  }

  /**
   * A TypedDict or plain dataclass takes over settings of the model around it. Used in two that differ, which of
   * them its one definition follows isn't known.
   */
  noteSurroundings(cls: object, config: ModelConfig | undefined): void {
    const settings = `${config?.extra ?? ""} ${config?.aliasOf("a_b") ?? ""}`;
    const before = this.surroundings.get(cls);
    if (before !== undefined && before !== settings) {
      throw new TypeUnknown("a type is used in models with different settings");
    }
    this.surroundings.set(cls, settings);
  }

  /** The one definition of a class with these arguments; `build` makes its body once. */
  define(
    owner: object,
    args: readonly Value[],
    names: { shortName: string; longName: string; core: string },
    build: (definition: Definition) => Definition["body"],
  ): Shape {
    const key = args.map(displayType).join();
    let known = this.definitions.get(owner);
    if (!known) {
      known = new Map();
      this.definitions.set(owner, known);
    }
    let definition = known.get(key);
    if (!definition) {
      definition = { ...names, body: undefined };
      known.set(key, definition);
      try {
        definition.body = build(definition);
      } catch (error) {
        known.delete(key);
        throw error;
      }
    }
    return { kind: "definition", core: "definition-ref", definition };
  }
}

export function isNone(value: Value): boolean {
  return value.kind === "none" || (value.kind === "external" && value.name === "builtins.NoneType");
}

/** Puts arguments in the place of the type variables of an alias, in the order in which they appear. */
function substituteFree(type: Value, args: readonly Value[]): Value {
  const names: string[] = [];
  collectTypeVariables(type, names);
  return substitute(type, new Map(names.map((name, index) => [name, args[index] ?? anyValue])));
}

const anyValue: Value = { kind: "external", name: "typing.Any" };

/** Names of the type variables in a type, in the order of their first appearance. */
export function collectTypeVariables(type: Value, into: string[]): void {
  const name = typeVariableName(type);
  if (name !== undefined && !into.includes(name)) into.push(name);
  if (type.kind === "generic") for (const arg of type.args) collectTypeVariables(arg, into);
  if (type.kind === "union") for (const member of type.members) collectTypeVariables(member, into);
}

export function typeVariableName(type: Value): string | undefined {
  if (type.kind !== "instance" || type.of.kind !== "external" || type.of.name !== "typing.TypeVar")
    return undefined;
  const [first] = type.args;
  return first?.kind === "str" ? first.value : undefined;
}

/** A type with its type variables replaced. */
export function substitute(type: Value, variables: ReadonlyMap<string, Value>): Value {
  if (variables.size === 0) return type;
  const name = typeVariableName(type);
  if (name !== undefined) return variables.get(name) ?? type;
  if (type.kind === "generic") return { ...type, args: type.args.map((arg) => substitute(arg, variables)) };
  if (type.kind === "union")
    return { ...type, members: type.members.map((one) => substitute(one, variables)) };
  return type;
}
