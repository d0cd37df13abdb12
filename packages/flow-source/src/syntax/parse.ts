import type { Node, Parser, Tree } from "web-tree-sitter";
import grammar from "../python-grammar.cjs";
import { expressions, toExpression } from "./convert.ts";
import type { Expression } from "./expression.ts";

/** Characters of the largest file that is parsed; the standard library's largest has half of them. */
const mostCharacters = 500_000;
/** How often the parser reports on one file: some five times as often as for that many characters of ordinary source. */
const mostReports = 12_000;

/** Parses Python's text; made once by {@link loadPythonParser}, then used without waiting. */
export interface PythonParser {
  /** The tree's root and the first place that isn't Python, if any; undefined for a text that is too large. */
  parseModule(source: string): { root: Node; error: Node | undefined } | undefined;
  /** One expression, such as the text of a forward reference; undefined where it is none. */
  parseExpression(source: string): Expression | undefined;
}

let loading: Promise<PythonParser> | undefined;

export function loadPythonParser(): Promise<PythonParser> {
  loading ??= grammar.loadParser().then(wrap);
  return loading;
}

function wrap(parser: Parser): PythonParser {
  const parse = (source: string): Tree | undefined => {
    if (source.length > mostCharacters) return undefined;
    let reports = 0;
    const progressCallback = () => ++reports > mostReports;
    // What is small can't take that many.
    const tree = parser.parse(
      source,
      null,
      source.length > mostReports * 8 ? { progressCallback } : undefined,
    );
    // Without this it would go on where it stopped.
    if (!tree) parser.reset();
    return tree ?? undefined;
  };
  return {
    parseModule(source) {
      const root = parse(source)?.rootNode;
      return root && { root, error: root.hasError ? firstError(root) : undefined };
    },
    parseExpression(source) {
      // Parentheses let a type go over several lines, as `typing` evaluates it.
      const tree = parse(`(${source}\n)`);
      if (!tree) return undefined;
      const expression = onlyExpression(tree.rootNode);
      tree.delete();
      return expression;
    },
  };
}

function onlyExpression(root: Node): Expression | undefined {
  const [statement, ...more] = expressions(root);
  if (root.hasError || !statement || more.length > 0) return undefined;
  const [inside] = expressions(statement);
  return statement.type === "expression_statement" && inside ? toExpression(inside) : undefined;
}

function firstError(root: Node): Node {
  const cursor = root.walk();
  while (goToBrokenChild()) {}
  const node = cursor.currentNode;
  cursor.delete();
  return node;

  function goToBrokenChild(): boolean {
    if (!cursor.gotoFirstChild()) return false;
    do {
      const { hasError, isError, isMissing } = cursor.currentNode;
      if (hasError || isError || isMissing) return true;
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return false;
  }
}
