import type { Node } from "web-tree-sitter";
import { expressions, toExpression } from "../syntax/convert.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Scope } from "./values.ts";
import { text, type Value } from "./values.ts";

export const noTypeParameters: ReadonlyMap<string, Value> = new Map();

/** `[T, U: int, *Ts, **P]` (PEP 695) as the type variables that it makes. */
export function typeParametersOf(
  evaluation: Evaluation,
  list: Node,
  scope: Scope,
): ReadonlyMap<string, Value> {
  const parameters = new Map<string, Value>();
  for (const child of expressions(list)) {
    const [inner = child] = child.type === "type" ? expressions(child) : [child];
    const names = inner.type === "identifier" ? [inner] : inner.descendantsOfType("identifier");
    const name = names[0]?.text;
    if (!name) continue;
    const bound = inner.type === "constrained_type" ? expressions(inner)[1] : undefined;
    const keywords = new Map<string, Value>();
    if (bound) keywords.set("bound", evaluation.evaluate(toExpression(bound), scope));
    parameters.set(name, {
      kind: "instance",
      of: { kind: "external", name: inner.type === "splat_type" ? "typing.TypeVarTuple" : "typing.TypeVar" },
      args: [text(name)],
      keywords,
    });
  }
  return parameters;
}
