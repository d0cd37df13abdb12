import type { Node } from "web-tree-sitter";
import type { Binding, Block } from "../syntax/block.ts";
import type { Expression } from "../syntax/expression.ts";
import type { PythonModule } from "../syntax/module.ts";
import type { Budget } from "./budget.ts";
import type { Modules } from "./modules.ts";
import type { ClassValue, Scope, Value } from "./values.ts";

/**
 * One evaluation: what every part of the evaluator knows of it, and the way back into the others. All that is noted
 * while one flow is read is noted here, so a reading leaves nothing behind. The parts get it as an argument and import
 * no one above them.
 */
export interface Evaluation {
  readonly modules: Modules;
  /** The script that Prefect loads: its folder is where absolute imports are looked for first. */
  readonly entryFile: string;
  /** Every file that was asked for. */
  readonly used: ReadonlySet<string>;
  /** Those of them that were not loaded yet: then what was evaluated counts for nothing. */
  readonly missing: ReadonlySet<string>;
  /** What it may cost. */
  readonly budget: Budget;
  /** What was found of the tests around statements of modules, by the test's node. */
  readonly guardTruths: Map<number, boolean | undefined>;

  /** The module in a file; undefined, and noted, where the file must be loaded first. */
  module(file: string): PythonModule | undefined;
  /** Value of an expression; what only running would tell is `unknown` with the reason. */
  evaluate(expression: Expression, scope: Scope): Value;
  evaluateNode(node: Node, scope: Scope): Value;
  /** Value of a forward reference's text; undefined where it is no expression. */
  evaluateText(source: string, scope: Scope): Value | undefined;
  /** Value of a name seen from `scope`: local, module, built in. */
  lookup(name: string, scope: Scope): Value;
  /** A module's own name; undefined where it has none such. `before` cuts off what is bound from that offset on. */
  inModule(name: string, module: PythonModule, before: number | undefined): Value | undefined;
  /** Values of a class body's names, evaluated once. */
  valuesOf(body: Block): Map<Binding, Value>;
  /** Type parameters of `class A[T]`, `def f[T]` and `type A[T] = ...`. */
  typeParameters(definition: Node, scope: Scope): ReadonlyMap<string, Value>;
  /** What import statements bind. */
  readonly imports: ImportedModules;
  /** How deep functions call each other. */
  readonly calls: { depth: number };
  /** Bases of the classes that were looked at, and the orders in which their attributes are looked up. */
  readonly classes: ClassOrders;
}

export interface ClassOrders {
  bases: Map<ClassValue, readonly Value[]>;
  orders: Map<ClassValue, readonly Value[]>;
}

/** What import statements bind, and under which names files were imported. */
export interface ImportedModules {
  /** The module or external package behind `from ..module import`. */
  module(module: string, level: number, importer: string, names: readonly string[]): Value;
  /** `from ..module import member` */
  member(module: string, level: number, member: string, importer: string): Value;
  /** `module.name` */
  attribute(module: Extract<Value, { kind: "module" }>, name: string): Value;
  /** Whether a module may not be there when the file is imported: one from outside that Prefect doesn't bring along. */
  mayBeAbsent(module: string, importer: string): boolean;
  /** Dotted name under which a file was imported; the script's own is its name without `.py`. */
  nameOf(file: string): string;
}
