import type { Node } from "web-tree-sitter";
import type { Binding, Block } from "../syntax/block.ts";
import { toExpression } from "../syntax/convert.ts";
import type { Expression } from "../syntax/expression.ts";
import type { PythonModule } from "../syntax/module.ts";
import { attributeOf } from "./attributes.ts";
import { Budget } from "./budget.ts";
import { call } from "./calls.ts";
import { external } from "./canonical-names.ts";
import { compareValues } from "./compare-values.ts";
import { truthOf } from "./comparison.ts";
import { evaluateConstant, formatText } from "./constants.ts";
import { lastOfEachKey, withoutDoubles } from "./doubles.ts";
import type { ClassOrders, Evaluation } from "./evaluation.ts";
import { Imports } from "./imports.ts";
import type { Modules } from "./modules.ts";
import { Names } from "./names.ts";
import { binaryOperation, unaryOperation } from "./operations.ts";
import { isSmall, mostParts } from "./size.ts";
import { subscript } from "./subscripts.ts";
import { noTypeParameters, typeParametersOf } from "./type-parameters.ts";
import {
  type FunctionValue,
  none,
  reasonOf,
  type Scope,
  type Unknown,
  unknown,
  type Value,
} from "./values.ts";

/**
 * Evaluates Python expressions against the source of a repository, without running it. One serves one reading of one
 * flow.
 */
export class SourceEvaluation implements Evaluation {
  readonly modules: Modules;
  readonly entryFile: string;
  readonly imports: Imports;
  readonly used = new Set<string>();
  readonly missing = new Set<string>();
  readonly budget = new Budget();
  readonly calls = { depth: 0 };
  readonly guardTruths = new Map<number, boolean | undefined>();
  readonly classes: ClassOrders = { bases: new Map(), orders: new Map() };
  private readonly names: Names;
  private readonly refused = new Map<string, PythonModule>();

  constructor(modules: Modules, entryFile: string) {
    this.modules = modules;
    this.entryFile = entryFile;
    this.names = new Names(this);
    this.imports = new Imports(this);
  }

  module(file: string): PythonModule | undefined {
    const refused = this.refused.get(file);
    const length = this.modules.lengthOf(file);
    if (refused) return refused;
    if (length === undefined) this.missing.add(file);
    const isNew = !this.used.has(file);
    this.used.add(file);
    if (length === undefined || !isNew || this.budget.takeSource(length)) return this.modules.find(file);
    this.refused.set(file, this.modules.tooLarge(file));
    return this.refused.get(file);
  }

  evaluate(expression: Expression, scope: Scope): Value {
    const within = this.budget.enter();
    const value = within ? this.valueOf(expression, scope) : this.budget.tooLarge();
    this.budget.leave();
    return isSmall(value) ? value : this.budget.tooLarge();
  }

  private valueOf(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case "constant":
        return evaluateConstant(expression.value);
      case "name":
        return this.lookup(expression.name, scope);
      case "attribute":
        return attributeOf(this, this.evaluate(expression.object, scope), expression.name);
      case "subscript":
        return subscript(
          this,
          this.evaluate(expression.object, scope),
          this.evaluate(expression.index, scope),
        );
      case "call":
        return this.evaluateCall(expression, scope);
      case "list":
      case "tuple":
      case "set": {
        const items = this.evaluateItems(expression.items, scope);
        if (!Array.isArray(items)) return items;
        return { kind: expression.kind, items: expression.kind === "set" ? withoutDoubles(items) : items };
      }
      case "dict":
        return this.evaluateDict(expression, scope);
      case "binary": {
        let value = this.evaluate(expression.first, scope);
        for (const { operator, operand } of expression.rest) {
          const right = this.evaluate(operand, scope);
          value = binaryOperation(this, operator, value, right);
        }
        return value;
      }
      case "unary":
        return unaryOperation(expression.operator, this.evaluate(expression.operand, scope));
      case "boolean": {
        let value: Value = none;
        for (const operand of expression.operands) {
          value = this.evaluate(operand, scope);
          if (operand === expression.operands.at(-1)) break;
          const truth = truthOf(value);
          if (truth === undefined) return unknown(reasonOf(value, "a condition isn't known"));
          if (truth !== (expression.operator === "and")) break;
        }
        return value;
      }
      case "compare":
        return this.evaluateComparison(expression, scope);
      case "conditional": {
        const test = this.evaluate(expression.test, scope);
        const truth = truthOf(test);
        if (truth === undefined) return unknown(reasonOf(test, "a condition isn't known"));
        return this.evaluate(truth ? expression.body : expression.otherwise, scope);
      }
      case "formatted":
        return formatText(this, expression.parts, (part) => this.evaluate(part, scope));
      case "starred":
        return {
          kind: "generic",
          origin: { kind: "external", name: "typing.Unpack" },
          args: [this.evaluate(expression.value, scope)],
        };
      case "deep":
        return this.budget.tooLarge();
      case "lambda":
        return lambdaOf(expression.node, scope);
      default:
        return unknown(`\`${shorten("source" in expression ? expression.source : ":")}\` isn't evaluated`);
    }
  }

  evaluateNode(node: Node, scope: Scope): Value {
    return this.budget.at(scope.module.file, node, () =>
      this.budget.isSpent ? this.budget.tooLarge() : this.evaluate(toExpression(node), scope),
    );
  }

  lookup(name: string, scope: Scope): Value {
    return this.names.lookup(name, scope);
  }

  inModule(name: string, module: PythonModule, before: number | undefined): Value | undefined {
    return this.names.inModule(name, module, before);
  }

  valuesOf(body: Block): Map<Binding, Value> {
    return this.names.valuesOf(body);
  }

  typeParameters(definition: Node, scope: Scope): ReadonlyMap<string, Value> {
    const list = definition.childForFieldName("type_parameters");
    return list ? typeParametersOf(this, list, scope) : noTypeParameters;
  }

  private evaluateCall(expression: Extract<Expression, { kind: "call" }>, scope: Scope): Value {
    const callee = this.evaluate(expression.callee, scope);
    const args = this.evaluateItems(expression.args, scope);
    const keywords = new Map<string, Value>();
    for (const { name, value } of expression.keywords) {
      const given = this.evaluate(value, scope);
      if (name !== undefined) keywords.set(name, given);
      else if (given.kind !== "dict") return unknown("it is called with keywords that aren't known");
      else {
        for (const [key, entry] of given.entries) if (key.kind === "str") keywords.set(key.value, entry);
      }
    }
    if (!Array.isArray(args)) return args;
    return call(this, callee, args, keywords, describeCallee(expression.callee));
  }

  private evaluateItems(items: readonly Expression[], scope: Scope): Value[] | Unknown {
    const values: Value[] = [];
    for (const item of items) {
      if (item.kind !== "starred") {
        values.push(this.evaluate(item, scope));
        continue;
      }
      const inner = this.evaluate(item.value, scope);
      if ("items" in inner) {
        if (values.length + inner.items.length > mostParts) return this.budget.tooLarge();
        for (const one of inner.items) values.push(one);
      } else if (inner.kind === "unknown") return inner;
      else values.push(this.evaluate(item, scope));
    }
    return values;
  }

  private evaluateDict(expression: Extract<Expression, { kind: "dict" }>, scope: Scope): Value {
    const entries: (readonly [Value, Value])[] = [];
    for (const { key, value } of expression.entries) {
      const given = this.evaluate(value, scope);
      if (key) entries.push([this.evaluate(key, scope), given]);
      else if (given.kind === "dict") for (const entry of given.entries) entries.push(entry);
      else return unknown(reasonOf(given, "it unpacks a value that isn't known"));
      if (entries.length > mostParts) return this.budget.tooLarge();
    }
    return { kind: "dict", entries: lastOfEachKey(entries) };
  }

  private evaluateComparison(expression: Extract<Expression, { kind: "compare" }>, scope: Scope): Value {
    let left = this.evaluate(expression.first, scope);
    for (const { operator, operand } of expression.rest) {
      const right = this.evaluate(operand, scope);
      const truth = compareValues(operator, left, right);
      if (truth === undefined) return unknown("a comparison isn't known");
      if (!truth) return { kind: "bool", value: false };
      left = right;
    }
    return { kind: "bool", value: true };
  }

  evaluateText(source: string, scope: Scope): Value | undefined {
    // To parse is more work than to evaluate.
    if (!this.budget.spend(20)) return this.budget.tooLarge();
    const expression = this.modules.parseExpression(source);
    return expression && this.evaluate(expression, scope);
  }
}

function lambdaOf(node: Node, scope: Scope): Value {
  const lambda: FunctionValue = {
    kind: "function",
    name: "unknown-lambda",
    module: scope.module,
    node,
    scope,
    binding: undefined,
    doubt: undefined,
  };
  return { kind: "instance", of: external("types.LambdaType"), args: [], keywords: new Map(), lambda };
}

function shorten(source: string): string {
  const line = source.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function describeCallee(expression: Expression): string {
  if (expression.kind === "name") return expression.name;
  if (expression.kind === "attribute") return `${describeCallee(expression.object)}.${expression.name}`;
  return expression.kind === "call" ? describeCallee(expression.callee) : "a function";
}
