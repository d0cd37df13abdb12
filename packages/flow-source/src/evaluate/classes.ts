import type { Node } from "web-tree-sitter";
import { expressions, toExpression } from "../syntax/convert.ts";
import type { Evaluation } from "./evaluation.ts";
import type { ClassValue, Frame, Scope, Value } from "./values.ts";

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
export function basesOf(evaluation: Evaluation, cls: ClassValue): Value[] {
  return headerOf(cls).args.map((node) => evaluation.evaluateNode(node, headerScope(evaluation, cls)));
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
 * The class and everything it inherits from, in the order in which attributes are looked up (C3). Where the
 * bases allow no such order Python refuses the class; then it is depth first.
 */
export function resolutionOrder(evaluation: Evaluation, cls: ClassValue): Value[] {
  const bases = basesOf(evaluation, cls).map(originOf);
  const orders = bases.map((base) => (base.kind === "class" ? resolutionOrder(evaluation, base) : [base]));
  return [cls, ...merge([...orders, bases])];
}

function merge(lists: readonly (readonly Value[])[]): Value[] {
  const rest = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const [first] = rest;
  if (!first) return [];
  const heads = rest.map((list) => list[0] as Value);
  const next =
    heads.find((head) => !rest.some((list) => list.slice(1).some((item) => same(item, head)))) ?? heads[0];
  if (!next) return [];
  return [next, ...merge(rest.map((list) => list.filter((item) => !same(item, next))))];
}

function same(left: Value, right: Value): boolean {
  return (
    left === right || (left.kind === "external" && right.kind === "external" && left.name === right.name)
  );
}

/** True where the class inherits from one of the external classes. */
export function inheritsFrom(evaluation: Evaluation, cls: ClassValue, names: ReadonlySet<string>): boolean {
  return resolutionOrder(evaluation, cls).some((base) => base.kind === "external" && names.has(base.name));
}

/** The docstring as it stands in the source, before any clean-up; undefined where there is none. */
export function docstringNode(definition: Node): Node | undefined {
  const [first] = expressions(definition.childForFieldName("body") ?? definition);
  const [only, ...more] = first?.type === "expression_statement" ? expressions(first) : [];
  if (!only || more.length > 0 || !/^(concatenated_)?string$/.test(only.type)) return undefined;
  return only;
}

/** Text of a function's or class's own docstring. An f-string or bytes are none. */
export function docstringOf(definition: Node): string | undefined {
  const node = docstringNode(definition);
  const expression = node && toExpression(node);
  return expression?.kind === "constant" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}
