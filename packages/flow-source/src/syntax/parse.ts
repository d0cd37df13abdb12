import type { Node, Parser } from "web-tree-sitter";
import grammar from "../python-grammar.cjs";
import { expressions, toExpression } from "./convert.ts";
import type { Expression } from "./expression.ts";

/** Parses Python's text; made once by {@link loadPythonParser}, then used without waiting. */
export interface PythonParser {
  /** The tree's root and the first place that isn't Python, if any. */
  parseModule(source: string): { root: Node; error: Node | undefined };
  /** One expression, such as the text of a forward reference; undefined where it is none. */
  parseExpression(source: string): Expression | undefined;
}

let loading: Promise<PythonParser> | undefined;

export function loadPythonParser(): Promise<PythonParser> {
  loading ??= grammar.loadParser().then(wrap);
  return loading;
}

function wrap(parser: Parser): PythonParser {
  const parse = (source: string): Node => {
    const tree = parser.parse(source);
    if (!tree) throw new Error("The Python parser gave no tree.");
    return tree.rootNode;
  };
  return {
    parseModule(source) {
      const root = parse(source);
      return { root, error: root.hasError ? firstError(root) : undefined };
    },
    parseExpression(source) {
      // Parentheses let a type go over several lines, as `typing` evaluates it.
      const root = parse(`(${source}\n)`);
      const [statement, ...more] = expressions(root);
      if (root.hasError || !statement || more.length > 0) return undefined;
      const [inside] = expressions(statement);
      return statement.type === "expression_statement" && inside ? toExpression(inside) : undefined;
    },
  };
}

function firstError(node: Node): Node {
  for (const child of node.children) {
    if (child && (child.hasError || child.isError || child.isMissing)) return firstError(child);
  }
  return node;
}
