import type { Node } from "web-tree-sitter";
import type { Binding, Block } from "../syntax/block.ts";
import type { PythonModule } from "../syntax/module.ts";

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
  /** What a lambda does, which is an instance of `types.LambdaType`. */
  lambda?: FunctionValue;
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
  /** True for a wrapper that took over name, docstring and signature: what a call of it does isn't known. */
  isWrapper?: boolean;
  /** The flow that it wraps: `functools.wraps` takes over a flow's own attributes, too. */
  wraps?: FlowValue;
}

/** What `@flow` makes of a function. */
export interface FlowValue {
  kind: "flow";
  fn: FunctionValue;
  /** Keywords given to `flow(...)`, those of `with_options` included. */
  options: ReadonlyMap<string, Value>;
  /** Why it may be something else (a decorator on top of it that isn't understood). */
  doubt: string | undefined;
  /** True for a flow made of a flow: name and description stay those of the inner one. */
  isNested?: boolean;
  /** `@staticmethod` or `@classmethod` on top of it: only as an attribute of a class it is a flow again. */
  isMethod?: boolean;
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
  /** True where it is asked for while it is being evaluated: asked for later it may be known. */
  circular?: boolean;
}

/** Names of a class body or of a function that is being evaluated. */
export interface Frame {
  /** Values that are there from the start: a function's arguments, type parameters. */
  given: ReadonlyMap<string, Value>;
  block: Block | undefined;
  /** Only what is bound before this offset is seen; everything where undefined. */
  before: number | undefined;
  /** True for a class body: functions inside it don't see its names. */
  isClass: boolean;
  values: Map<Binding, Value>;
}

/** Where an expression is evaluated. */
export interface Scope {
  module: PythonModule;
  /** Only what the module binds before this offset is seen; everything once the import is over. */
  before: number | undefined;
  /** Innermost first. */
  frames: readonly Frame[];
}

export const none: Value = { kind: "none" };

export function unknown(reason: string): Unknown {
  return { kind: "unknown", reason };
}

export function text(value: string): Value {
  return { kind: "str", value };
}

/** The reason of an unknown value, or another one. */
export function reasonOf(value: Value, otherwise: string): string {
  return value.kind === "unknown" ? value.reason : otherwise;
}
