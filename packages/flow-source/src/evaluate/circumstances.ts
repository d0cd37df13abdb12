import type { Node } from "web-tree-sitter";
import type { Attempt, Binding, Circumstances, Guard } from "../syntax/block.ts";
import { expressions } from "../syntax/convert.ts";
import { truthOf } from "./comparison.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Scope } from "./values.ts";

/** Where an expression that stands at an offset of the block is evaluated. */
export type ScopeAt = (offset: number) => Scope;

/** Whether the tests around a statement let it run; undefined where only running tells. */
export function hasRun(
  evaluation: Evaluation,
  { guard }: Circumstances,
  scopeAt: ScopeAt,
): boolean | undefined {
  let all: boolean | undefined = true;
  for (let one = guard; one; one = one.outer) {
    const truth = truthOfGuard(evaluation, one, scopeAt);
    if (truth === undefined) all = undefined;
    else if (truth !== one.holds) return false;
    if (evaluation.budget.isSpent) return undefined;
  }
  return all;
}

function truthOfGuard(evaluation: Evaluation, guard: Guard, scopeAt: ScopeAt): boolean | undefined {
  const { test } = guard;
  const known = evaluation.guardTruths;
  if (known.has(test.id)) return known.get(test.id);
  // An imported module is never the main one.
  if (/^\(?\s*__name__\s*==\s*["']__main__["']\s*\)?$/.test(test.text)) return false;
  const scope = scopeAt(test.startIndex);
  const truth = truthOf(evaluation.evaluateNode(test, scope));
  if (scope.frames.length === 0) known.set(test.id, truth);
  return truth;
}

/** What else may have given a name its value: where a `try` fails before its end, and what failed then. */
export interface Alternative {
  binding: Binding;
  /** Statements of which each may have failed. */
  attempted: readonly Node[];
}

/**
 * Bindings of a name that ran instead of, or after, the one that is taken to be the last.
 *
 * @param bindings all bindings of the name that count, in the order of the source
 */
export function alternativesTo(last: Binding, bindings: readonly Binding[]): Alternative[] {
  const { attempt } = last;
  const attempted = attempt?.of.statements.slice(0, attempt.upTo) ?? [];
  const handling = bindings.filter(({ handlerOf }) => handlerOf !== undefined && handlerOf === attempt?.of);
  const earlier = bindings.findLast(
    ({ offset, handlerOf, attempt: own }) => offset < last.offset && !handlerOf && own?.of !== attempt?.of,
  );
  const instead =
    handling.length > 0 ? handling : attempt && !attempt.of.isHandlerFinal && earlier ? [earlier] : [];
  const after = bindings.filter(
    ({ offset, handlerOf }) => offset > last.offset && handlerOf !== undefined && handlerOf !== attempt?.of,
  );
  return [
    ...instead.map((binding) => ({ binding, attempted })),
    ...after.map((binding) => ({ binding, attempted: (binding.handlerOf as Attempt).statements })),
  ];
}

/** The first of the statements that may raise an exception when it is imported; undefined where none does. */
export function mayFail(
  evaluation: Evaluation,
  statements: readonly Node[],
  scopeAt: ScopeAt,
): Node | undefined {
  return statements.find((statement) => {
    switch (statement.type) {
      case "import_statement":
      case "import_from_statement":
        return importedModules(statement).some((module) =>
          evaluation.imports.mayBeAbsent(module, scopeAt(statement.startIndex).module.file),
        );
      case "expression_statement":
        return expressions(statement).some((one) => mayRaise(evaluation, one, scopeAt(statement.startIndex)));
      case "future_import_statement":
      case "function_definition":
      case "class_definition":
      case "decorated_definition":
      case "type_alias_statement":
      case "global_statement":
      case "pass_statement":
      case "comment":
        return false;
      default:
        return true;
    }
  });
}

/** Absolute modules that an import statement names; relative ones are there. */
function importedModules(statement: Node): string[] {
  const module = statement.childForFieldName("module_name");
  if (module) return module.type === "relative_import" ? [] : [module.text];
  return statement
    .childrenForFieldName("name")
    .map((name) => (name?.childForFieldName("name") ?? name)?.text ?? "");
}

function mayRaise(evaluation: Evaluation, expression: Node, scope: Scope): boolean {
  if (/^(string|concatenated_string|ellipsis)$/.test(expression.type)) return false;
  const value = expression.type === "assignment" ? expression.childForFieldName("right") : undefined;
  if (!value) return expression.type !== "assignment";
  const given = evaluation.evaluateNode(value, scope);
  return given.kind === "unknown" || (given.kind === "instance" && given.of.kind === "external");
}
