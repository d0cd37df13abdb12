import type { Node } from "web-tree-sitter";
import { expressions } from "../syntax/convert.ts";
import type { Evaluation } from "./evaluation.ts";
import { mergeOrders } from "./merge-orders.ts";
import { type ClassValue, type Frame, type Scope, unknown, type Value } from "./values.ts";

/** The scope inside a class body; `before` cuts it off for what is evaluated while the body runs. */
export function classScope(evaluation: Evaluation, cls: ClassValue, before?: number): Scope {
  const frame: Frame = {
    given: evaluation.typeParameters(cls.node, cls.scope),
    block: cls.block,
    before,
    isClass: true,
    values: evaluation.valuesOf(cls.block),
  };
  return { ...cls.scope, frames: [frame, ...cls.scope.frames] };
}

/** Base classes as written, keywords (`metaclass=...`, `total=False`) apart. */
export function basesOf(evaluation: Evaluation, cls: ClassValue): readonly Value[] {
  const known = evaluation.classes.bases.get(cls);
  if (known) return known;
  const bases = headerOf(cls).args.map((node) => evaluation.evaluateNode(node, headerScope(evaluation, cls)));
  if (isSettled(bases)) evaluation.classes.bases.set(cls, bases);
  return bases;
}

export function keywordOf(evaluation: Evaluation, cls: ClassValue, name: string): Value | undefined {
  const node = headerOf(cls).keywords.get(name);
  return node && evaluation.evaluateNode(node, headerScope(evaluation, cls));
}

/** Type parameters (`class A[T]`) are seen by the header, too. */
function headerScope(evaluation: Evaluation, cls: ClassValue): Scope {
  const given = evaluation.typeParameters(cls.node, cls.scope);
  if (given.size === 0) return cls.scope;
  const frame: Frame = { given, block: undefined, before: undefined, isClass: false, values: new Map() };
  return { ...cls.scope, frames: [frame, ...cls.scope.frames] };
}

function headerOf(cls: ClassValue): { args: Node[]; keywords: Map<string, Node> } {
  const args: Node[] = [];
  const keywords = new Map<string, Node>();
  const list = cls.node.childForFieldName("superclasses");
  for (const child of list ? expressions(list) : []) {
    const name = child.type === "keyword_argument" ? child.childForFieldName("name")?.text : undefined;
    const value = child.childForFieldName("value");
    if (name && value) keywords.set(name, value);
    else if (child.type !== "keyword_argument" && child.type !== "dictionary_splat") args.push(child);
  }
  return { args, keywords };
}

/** The class a base refers to: `Base` of `Base[int]`. */
export function originOf(base: Value): Value {
  return base.kind === "generic" ? originOf(base.origin) : base;
}

/**
 * The class and everything it inherits from, in the order in which attributes are looked up. A class that is its own
 * base, by way of another module, has none: Python refuses it.
 */
export function resolutionOrder(evaluation: Evaluation, cls: ClassValue): readonly Value[] {
  const { orders } = evaluation.classes;
  const known = orders.get(cls);
  if (known) return known;
  orders.set(cls, [cls, { ...unknown(`\`${cls.name}\` inherits from itself`), circular: true }]);
  const within = evaluation.budget.enter();
  const order = within ? orderOf(evaluation, cls) : [cls, evaluation.budget.tooLarge()];
  evaluation.budget.leave();
  if (within && isSettled(order)) orders.set(cls, order);
  else orders.delete(cls);
  return order;
}

/** False where something was asked for while it was being evaluated. */
function isSettled(values: readonly Value[]): boolean {
  return values.every((value) => value.kind !== "unknown" || !value.circular);
}

function orderOf(evaluation: Evaluation, cls: ClassValue): readonly Value[] {
  const bases = basesOf(evaluation, cls).map(originOf);
  const orders = bases.map((base) => (base.kind === "class" ? resolutionOrder(evaluation, base) : [base]));
  const merged = mergeOrders([...orders, bases]);
  return [cls, ...(merged ?? [unknown(`the bases of \`${cls.name}\` have no order, which Python refuses`)])];
}

/** True where the class inherits from one of the external classes. */
export function inheritsFrom(evaluation: Evaluation, cls: ClassValue, names: ReadonlySet<string>): boolean {
  return resolutionOrder(evaluation, cls).some((base) => base.kind === "external" && names.has(base.name));
}
