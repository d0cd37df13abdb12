import type { Node } from "web-tree-sitter";
import type { Binding, Block } from "../syntax/block.ts";
import { readBlock } from "../syntax/read-block.ts";
import { call } from "./calls.ts";
import type { Evaluation } from "./evaluation.ts";
import { binaryOperation } from "./operations.ts";
import { type ClassValue, none, reasonOf, type Scope, unknown, type Value } from "./values.ts";

/** Value that a binding gives its name. */
export function define(evaluation: Evaluation, binding: Binding, block: Block, scope: Scope): Value {
  const { definition } = binding;
  switch (definition.kind) {
    case "import":
      return evaluation.imports.module(definition.module, 0, scope.module.file, []);
    case "from":
      return evaluation.imports.member(
        definition.module,
        definition.level,
        definition.member,
        scope.module.file,
      );
    case "assign":
      return definition.path.reduce(
        (value: Value, index) => itemAt(value, index),
        evaluation.evaluateNode(definition.value, scope),
      );
    case "augmented":
      return binaryOperation(
        evaluation,
        definition.operator,
        evaluation.lookup(binding.name, scope),
        evaluation.evaluateNode(definition.value, scope),
      );
    case "class":
      return decorated(
        evaluation,
        defineClass(binding.name, definition, block, scope),
        definition.decorators,
        scope,
      );
    case "function":
      return decorated(
        evaluation,
        {
          kind: "function",
          name: binding.name,
          module: scope.module,
          node: definition.node,
          scope,
          binding: undefined,
          doubt: undefined,
        },
        definition.decorators,
        scope,
      );
    case "alias":
      return { kind: "alias", name: binding.name, node: definition.node, scope };
    case "opaque":
      return unknown(`\`${binding.name}\` is set by ${definition.reason}`);
    case "annotation":
      return none;
  }
}

function defineClass(
  name: string,
  definition: { node: Node; decorators: Node[] },
  block: Block,
  scope: Scope,
): ClassValue {
  const outer = classNames.get(block);
  const body = definition.node.childForFieldName("body");
  const made = readBlock(body ?? definition.node);
  const qualifiedName = outer ? `${outer}.${name}` : name;
  classNames.set(made, qualifiedName);
  return {
    kind: "class",
    name,
    qualifiedName,
    module: scope.module,
    node: definition.node,
    decorators: definition.decorators,
    block: made,
    scope,
  };
}

/** Qualified names of the classes whose bodies were read, for the classes inside them. */
const classNames = new WeakMap<Block, string>();

/** What the decorators make of a function; a class keeps its own (they are read where it is described). */
function decorated(evaluation: Evaluation, value: Value, decorators: readonly Node[], scope: Scope): Value {
  if (value.kind === "class") return value;
  let result: Value = value;
  for (const decorator of decorators.toReversed()) {
    const [expression] = decorator.namedChildren;
    if (!expression) continue;
    result = call(
      evaluation,
      evaluation.evaluateNode(expression, scope),
      [result],
      new Map(),
      expression.text,
    );
  }
  return result;
}

function itemAt(value: Value, index: number): Value {
  if (value.kind === "list" || value.kind === "tuple") {
    return value.items[index] ?? unknown("it unpacks fewer values than names");
  }
  return unknown(reasonOf(value, "it unpacks a value that isn't known"));
}
