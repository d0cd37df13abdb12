import type { Node } from "web-tree-sitter";
import { expressions } from "../syntax/convert.ts";

const plain = new Set([
  ..."expression_statement function_definition decorated_definition import_statement".split(" "),
  ..."import_from_statement return_statement pass_statement class_definition".split(" "),
]);

/** True for statements that do nothing but give values to names of their own. */
export function isPlain(statements: readonly Node[]): boolean {
  return statements.every((statement) => {
    if (statement.type === "expression_statement") {
      // A bare call may do anything; a docstring doesn't.
      return expressions(statement).every(({ type }) =>
        /^(string|concatenated_string|assignment|ellipsis)$/.test(type),
      );
    }
    if (statement.type !== "if_statement") return plain.has(statement.type);
    const clauses = [statement, ...statement.childrenForFieldName("alternative")];
    return clauses.every((clause) => {
      const block = clause?.namedChildren.find((child) => child?.type === "block");
      return block ? isPlain(expressions(block)) : true;
    });
  });
}

/** True where a node of one of these types belongs to the function itself, and to none that is defined inside. */
export function hasOwn(node: Node, types: string[]): boolean {
  return node.descendantsOfType(types).some((found) => {
    for (let outer = found?.parent; outer && outer.id !== node.id; outer = outer.parent) {
      if (/^(function_definition|class_definition|lambda)$/.test(outer.type)) return false;
    }
    return true;
  });
}
