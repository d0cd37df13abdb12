import { expressions } from "../syntax/convert.ts";
import { readParameters } from "../syntax/parameters.ts";
import { readBlock } from "../syntax/read-block.ts";
import type { Evaluation } from "./evaluation.ts";
import { deferred } from "./scope.ts";
import type { Frame } from "./values.ts";
import { type FunctionValue, none, unknown, type Value } from "./values.ts";

/** Statements that a function may hold if its result is to be known without running it. */
const plainStatements = new Set([
  ..."expression_statement function_definition decorated_definition import_statement".split(" "),
  ..."import_from_statement return_statement pass_statement class_definition".split(" "),
]);

/** How deep functions may call each other. */
const DEPTH = 8;

/**
 * Result of calling a function of the repository, where it only prepares values and returns one: such are most
 * decorators and helpers for defaults. Anything else is unknown.
 */
export function callFunction(
  evaluation: Evaluation,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  const body = fn.node.childForFieldName("body");
  const statements = body ? expressions(body) : [];
  const last = statements.at(-1);
  const refuse = (): Value => unknown(`what \`${written}(...)\` returns is only known by running it`);
  const plain =
    fn.doubt === undefined &&
    fn.node.children[0]?.type !== "async" &&
    statements.every((statement) => plainStatements.has(statement.type)) &&
    statements.slice(0, -1).every((statement) => statement.type !== "return_statement") &&
    !hasEffect(statements);
  if (!plain || !body || last?.type !== "return_statement" || evaluation.calls.depth >= DEPTH)
    return decoratedOr(refuse, fn, args);
  // Its body is read anew for every call.
  if (!evaluation.budget.spend(50)) return evaluation.budget.tooLarge();
  const given = bindArguments(evaluation, fn, args, keywords);
  if (!given) return refuse();
  const outer = deferred(fn.scope);
  const frame: Frame = {
    given,
    block: readBlock(body),
    before: undefined,
    isClass: false,
    values: new Map(),
  };
  const [result] = expressions(last);
  evaluation.calls.depth += 1;
  try {
    const value = result
      ? evaluation.evaluateNode(result, {
          ...outer,
          frames: [frame, ...outer.frames.filter((one) => !one.isClass)],
        })
      : none;
    return value.kind === "unknown" ? decoratedOr(() => value, fn, args) : value;
  } finally {
    evaluation.calls.depth -= 1;
  }
}

/** A decorator that isn't understood leaves a doubt on what it decorates. */
function decoratedOr(otherwise: () => Value, fn: FunctionValue, args: readonly Value[]): Value {
  const [first] = args;
  if (args.length === 1 && (first?.kind === "function" || first?.kind === "flow")) {
    return { ...first, doubt: first.doubt ?? `the decorator \`${fn.name}\` may change it` };
  }
  return otherwise();
}

/** A bare call or `yield` may do anything; a docstring doesn't. */
function hasEffect(statements: ReturnType<typeof expressions>): boolean {
  return statements.some(
    (statement) =>
      statement.type === "expression_statement" &&
      expressions(statement).some(
        (one) => !/^(string|concatenated_string|assignment|ellipsis)$/.test(one.type),
      ),
  );
}

function bindArguments(
  evaluation: Evaluation,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Map<string, Value> | undefined {
  const given = new Map<string, Value>();
  const positional = [...args];
  const named = new Map(keywords);
  for (const parameter of readParameters(fn.node)) {
    if (parameter.kind === "args") {
      given.set(parameter.name, { kind: "tuple", items: positional.splice(0) });
    } else if (parameter.kind === "kwargs") {
      given.set(parameter.name, {
        kind: "dict",
        entries: [...named].map(([key, value]) => [{ kind: "str", value: key }, value] as const),
      });
      named.clear();
    } else {
      const value = parameter.kind === "keyword" ? undefined : positional.shift();
      const byName = named.get(parameter.name);
      named.delete(parameter.name);
      const found =
        value ?? byName ?? (parameter.default && evaluation.evaluateNode(parameter.default, fn.scope));
      if (!found) return undefined;
      given.set(parameter.name, found);
    }
  }
  return positional.length > 0 || named.size > 0 ? undefined : given;
}
