import type { Evaluation } from "../evaluate/evaluation.ts";
import { afterImport } from "../evaluate/scope.ts";
import type { Frame, Scope } from "../evaluate/values.ts";
import { type FunctionValue, unknown, type Value } from "../evaluate/values.ts";
import type { Parameter } from "../syntax/parameters.ts";
import { prefectScope } from "./prefect-names.ts";
import type { TypeContext } from "./types/type-reader.ts";

/** Types of a function's parameters, by position, and how texts inside them are evaluated. */
export interface Annotations {
  annotations: (Value | undefined)[];
  context: TypeContext;
}

/**
 * Annotations as `inspect.signature(fn, eval_str=True)` gives them to Prefect. Texts, and all annotations under
 * `from __future__ import annotations`, are evaluated after the import, in the function's module. When one of them,
 * the return type included, has a name that isn't there (such as one imported under `TYPE_CHECKING`), Prefect takes
 * the texts as they are, and pydantic then evaluates them among Prefect's own names.
 */
export function readAnnotations(
  evaluation: Evaluation,
  fn: FunctionValue,
  parameters: readonly Parameter[],
): Annotations {
  const after = withTypeParameters(evaluation, fn, afterImport(fn.module));
  const atDefinition = withTypeParameters(evaluation, fn, fn.scope);
  const context: TypeContext = {
    typeVariables: new Map(),
    arbitraryTypes: true,
    config: undefined,
    resolve: (text) => evaluateText(evaluation, text, prefectScope(evaluation)),
  };
  const nodes = [
    ...parameters.map(({ annotation }) => annotation),
    fn.node.childForFieldName("return_type") ?? undefined,
  ];
  const written = nodes.map((node) => {
    if (!node) return undefined;
    if (fn.module.futureAnnotations) return { text: node.text, value: evaluation.evaluateNode(node, after) };
    const value = evaluation.evaluateNode(node, atDefinition);
    if (value.kind !== "str") return { text: undefined, value: asImported(value) };
    return { text: value.value, value: evaluateText(evaluation, value.value, after) };
  });
  const fails = written.some((one) => one?.text !== undefined && isError(one.value));
  return {
    context,
    annotations: parameters.map((_, index) => {
      const one = written[index];
      return fails && one?.text !== undefined ? { kind: "str", value: one.text } : one?.value;
    }),
  };
}

function isError(value: Value | undefined): boolean {
  if (value?.kind === "unknown") return value.undefinedName === true || value.typeError === true;
  if (value?.kind === "generic") return isError(value.origin) || value.args.some(isError);
  return value?.kind === "union" && value.members.some(isError);
}

function evaluateText(evaluation: Evaluation, text: string, scope: Scope): Value {
  return evaluation.evaluateText(text, scope) ?? unknown(`\`${text}\` isn't a type`);
}

/** A name that isn't there would have stopped the import: so it is there, only not seen. */
function asImported(value: Value): Value {
  if (value.kind === "unknown") return unknown(value.reason);
  if (value.kind === "generic") {
    return { ...value, origin: asImported(value.origin), args: value.args.map(asImported) };
  }
  return value.kind === "union" ? { ...value, members: value.members.map(asImported) } : value;
}

/** A scope with the function's own type parameters. */
function withTypeParameters(evaluation: Evaluation, fn: FunctionValue, scope: Scope): Scope {
  const given = evaluation.typeParameters(fn.node, fn.scope);
  if (given.size === 0) return scope;
  const frame: Frame = { given, block: undefined, before: undefined, isClass: false, values: new Map() };
  return { ...scope, frames: [frame, ...scope.frames] };
}
