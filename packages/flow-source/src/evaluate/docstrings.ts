import type { Node } from "web-tree-sitter";
import { expressions, toExpression } from "../syntax/convert.ts";
import { none, text, unknown, type Value } from "./values.ts";

/**
 * Text of a function's or class's own docstring as it stands in the source, before any clean-up; none where its body
 * doesn't begin with a text. An f-string is none, even one that formats nothing, nor are bytes; parentheses around it
 * don't matter.
 */
export function docstringOf(definition: Node): Value {
  if (definition.type === "lambda") return none;
  const [statement] = expressions(definition.childForFieldName("body") ?? definition);
  if (statement?.type !== "expression_statement" || statement.children.some((child) => child?.type === ",")) {
    return none;
  }
  let [node] = expressions(statement);
  while (node?.type === "parenthesized_expression") [node] = expressions(node);
  const tokens = node?.type === "concatenated_string" ? expressions(node) : node ? [node] : [];
  if (!node || tokens.some((token) => token.type !== "string" || isFormatted(token))) return none;
  const expression = toExpression(node);
  if (expression.kind !== "constant") return unknown("its docstring has a character by its name");
  return typeof expression.value === "string" ? text(expression.value) : none;
}

/** `f"..."` and `t"..."` */
function isFormatted(token: Node): boolean {
  return /[ft]/i.test(token.children.find((child) => child?.type === "string_start")?.text ?? "");
}
