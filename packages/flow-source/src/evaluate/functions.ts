import type { Node } from "web-tree-sitter";
import { expressions } from "../syntax/convert.ts";
import { readBlock } from "../syntax/read-block.ts";
import { bindArguments } from "./arguments.ts";
import { doubted } from "./decorators.ts";
import type { Evaluation } from "./evaluation.ts";
import { hasOwn, isPlain } from "./plain-statements.ts";
import { resultOf } from "./results.ts";
import { deferred } from "./scope.ts";
import { type Frame, type FunctionValue, type Scope, unknown, type Value } from "./values.ts";

/** How deep functions may call each other. */
const deepest = 8;

/**
 * Result of calling a function of the repository, where it only prepares values and returns one: such are most
 * decorators and functions that make defaults. A decorator may do more beside, as long as what it returns is the
 * function that it got or one that it defines. Anything else is unknown.
 */
export function callFunction(
  evaluation: Evaluation,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  const refuse = (): Value => unknown(`what \`${written}(...)\` returns is only known by running it`);
  const body = fn.node.childForFieldName("body");
  const isOwn = fn.doubt === undefined && !fn.isWrapper && fn.node.children[0]?.type !== "async";
  if (!body || !isOwn || evaluation.calls.depth >= deepest) return decoratedOr(refuse, fn, args);
  // Its body is read anew for every call.
  if (!evaluation.budget.spend(50)) return evaluation.budget.tooLarge();
  const given = bindArguments(evaluation, fn, args, keywords);
  if (!given) return refuse();
  const isLambda = fn.node.type === "lambda";
  const outer = deferred(fn.scope);
  const frame: Frame = {
    given,
    block: isLambda ? undefined : readBlock(body),
    before: undefined,
    isClass: false,
    values: new Map(),
  };
  const scope: Scope = { ...outer, frames: [frame, ...outer.frames.filter((one) => !one.isClass)] };
  evaluation.calls.depth += 1;
  const value = isLambda ? evaluation.evaluateNode(body, scope) : returned(evaluation, body, scope);
  evaluation.calls.depth -= 1;
  if (!value) return decoratedOr(refuse, fn, args);
  return value.kind === "unknown" ? decoratedOr(() => value, fn, args) : value;
}

/** Undefined where only running the function tells what it returns. */
function returned(evaluation: Evaluation, body: Node, scope: Scope): Value | undefined {
  if (hasOwn(body, ["yield", "nonlocal_statement"])) return undefined;
  const statements = expressions(body);
  const value = resultOf(evaluation, statements, scope);
  if (!value || isPlain(statements)) return value;
  return value.kind === "function" || value.kind === "flow" ? value : undefined;
}

/** A decorator that isn't understood leaves a doubt on what it decorates. */
function decoratedOr(otherwise: () => Value, fn: FunctionValue, args: readonly Value[]): Value {
  const [first] = args;
  const isDecorator = args.length === 1 && (first?.kind === "function" || first?.kind === "flow");
  return isDecorator ? doubted(first, fn.name) : otherwise();
}
