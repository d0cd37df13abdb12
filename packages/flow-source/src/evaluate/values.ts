import type { Node } from "web-tree-sitter";
import { isTrue } from "#json";
import type { Block } from "../syntax/bindings.ts";
import type { PythonModule } from "./modules.ts";
import type { Scope } from "./scope.ts";

/** A Python value, known from the source without running it. */
export type Value =
  | { kind: "none" }
  | { kind: "ellipsis" }
  | { kind: "bool"; value: boolean }
  | { kind: "int"; value: bigint }
  | { kind: "float"; value: number }
  | { kind: "str"; value: string }
  /** One character per byte. */
  | { kind: "bytes"; value: string }
  | { kind: "list" | "tuple" | "set" | "frozenset"; items: readonly Value[] }
  | { kind: "dict"; entries: readonly (readonly [Value, Value])[] }
  /** A module or package of the repository, or the start of a dotted name that may lead to one. */
  | { kind: "module"; name: string; file: string | undefined; importer: string }
  | External
  | ClassValue
  | FunctionValue
  | FlowValue
  /** `origin[args]` */
  | { kind: "generic"; origin: Value; args: readonly Value[] }
  | { kind: "union"; members: readonly Value[] }
  | Instance
  | EnumMember
  /** `type Name = ...`, evaluated when it is used. */
  | { kind: "alias"; name: string; node: Node; scope: Scope }
  /** A method that will be called: `"{}".format`, `my_flow.with_options`. */
  | { kind: "method"; self: Value; name: string }
  | Unknown;

/** Something of a package outside the repository, under its canonical name: `datetime.timedelta`. */
export interface External {
  kind: "external";
  name: string;
  /** How it calls itself where that differs: `Dict` of `typing.Dict`, which else is `dict`. */
  shown?: string;
}

/** What an external callable or a class of the repository was called with. */
export interface Instance {
  kind: "instance";
  of: External | ClassValue;
  args: readonly Value[];
  keywords: ReadonlyMap<string, Value>;
}

export interface ClassValue {
  kind: "class";
  name: string;
  /** `Outer.Inner` */
  qualifiedName: string;
  module: PythonModule;
  node: Node;
  decorators: readonly Node[];
  block: Block;
  /** Where its header was evaluated. */
  scope: Scope;
}

export interface FunctionValue {
  kind: "function";
  name: string;
  module: PythonModule;
  node: Node;
  /** Where its header was evaluated. */
  scope: Scope;
  /** Set by `@staticmethod` and `@classmethod`. */
  binding: "static" | "class" | undefined;
  /** Why its signature may differ from what stands in the source (a decorator that isn't understood). */
  doubt: string | undefined;
}

/** What `@flow` makes of a function. */
export interface FlowValue {
  kind: "flow";
  fn: FunctionValue;
  /** Keywords given to `flow(...)`, those of `with_options` included. */
  options: ReadonlyMap<string, Value>;
  doubt: string | undefined;
}

export interface EnumMember {
  kind: "member";
  of: ClassValue;
  name: string;
  value: Value;
}

/** A value that only running the code tells. */
export interface Unknown {
  kind: "unknown";
  reason: string;
  /** True where running the code would surely raise a NameError. */
  undefinedName?: boolean;
  /** True where running the code would surely raise a TypeError. */
  typeError?: boolean;
}

export const none: Value = { kind: "none" };

export function unknown(reason: string): Unknown {
  return { kind: "unknown", reason };
}

export function text(value: string): Value {
  return { kind: "str", value };
}

/** `True` or `False` where the value's truth is known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case "none":
      return false;
    case "bool":
    case "int":
    case "float":
    case "str":
    case "bytes":
      return isTrue(value.value);
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
      return value.items.length > 0;
    case "dict":
      return value.entries.length > 0;
    case "external":
      return value.name === "typing.TYPE_CHECKING" ? false : undefined;
    case "class":
    case "function":
    case "flow":
    case "module":
    case "ellipsis":
      return true;
    default:
      return undefined;
  }
}

/** Python's `==` between values that can be compared without running code. */
export function equal(left: Value, right: Value): boolean | undefined {
  const numbers = [left, right].map(numberOf);
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] === numbers[1];
  if (left.kind === "unknown" || right.kind === "unknown") return undefined;
  if (left.kind === "instance" || right.kind === "instance") return undefined;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case "none":
    case "ellipsis":
      return true;
    case "str":
    case "bytes":
      return left.value === (right as typeof left).value;
    case "external":
      return left.name === (right as typeof left).name;
    case "member":
      return left.of === (right as EnumMember).of && left.name === (right as EnumMember).name;
    case "list":
    case "tuple": {
      const other = (right as typeof left).items;
      if (other.length !== left.items.length) return false;
      const each = left.items.map((item, index) => equal(item, other[index] ?? none));
      return each.includes(false) ? false : each.includes(undefined) ? undefined : true;
    }
    case "class":
    case "function":
      return left === right;
    default:
      return undefined;
  }
}

/** Numbers and booleans as one comparable number; integers beyond 2^53 stay apart as they can't be compared so. */
function numberOf(value: Value): number | undefined {
  if (value.kind === "bool") return Number(value.value);
  if (value.kind === "float") return value.value;
  return value.kind === "int" ? Number(value.value) : undefined;
}
