import type { Node } from "web-tree-sitter";
import { expressions } from "../syntax/convert.ts";
import { truthOf } from "./comparison.ts";
import type { Evaluation } from "./evaluation.ts";
import { hasOwn } from "./plain-statements.ts";
import { none, type Scope, type Value } from "./values.ts";

/** What the statements of a function return; undefined where only running them tells. */
export function resultOf(
  evaluation: Evaluation,
  statements: readonly Node[],
  scope: Scope,
): Value | undefined {
  const result = firstReturn(evaluation, statements, scope);
  return result === "goes on" ? none : result;
}

type Result = Value | "goes on" | undefined;

/** The result of the first `return` that is reached. */
function firstReturn(evaluation: Evaluation, statements: readonly Node[], scope: Scope): Result {
  for (const statement of statements) {
    if (statement.type === "return_statement") {
      const [value] = expressions(statement);
      return value ? evaluation.evaluateNode(value, before(statement, scope)) : none;
    }
    if (!/_statement$/.test(statement.type) || !hasOwn(statement, ["return_statement"])) continue;
    if (statement.type !== "if_statement") return undefined;
    const branch = takenBranch(evaluation, statement, scope);
    if (branch === undefined) return undefined;
    const result = branch ? firstReturn(evaluation, expressions(branch), scope) : "goes on";
    if (result !== "goes on") return result;
  }
  return "goes on";
}

/** The block of an `if` statement that runs, or null for none; undefined where only running tells. */
function takenBranch(evaluation: Evaluation, statement: Node, scope: Scope): Node | null | undefined {
  const clauses = [statement, ...statement.childrenForFieldName("alternative")];
  for (const clause of clauses) {
    const test = clause?.childForFieldName("condition");
    const truth = test ? truthOf(evaluation.evaluateNode(test, before(test, scope))) : true;
    if (truth === undefined) return undefined;
    if (truth) return clause?.childForFieldName("consequence") ?? clause?.childForFieldName("body") ?? null;
  }
  return null;
}

/** The function's scope as it is when the statement runs. */
function before(statement: Node, scope: Scope): Scope {
  const [own, ...outer] = scope.frames;
  return own ? { ...scope, frames: [{ ...own, before: statement.startIndex }, ...outer] } : scope;
}
