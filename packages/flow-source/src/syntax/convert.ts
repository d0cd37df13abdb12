import type { Node } from "web-tree-sitter";
import type { DictEntry, Expression, FormattedPart, Keyword } from "./expression.ts";
import { decodeEscapes, parseNumber } from "./literals.ts";

/** Levels of an expression that are looked at; Python itself takes 200 brackets in each other. */
const deepest = 200;

/** Turns a node of tree-sitter's tree into an {@link Expression}. What isn't understood becomes `other`. */
export function toExpression(node: Node, depth = 0): Expression {
  if (depth === deepest) return { kind: "deep" };
  const inner = (child: Node): Expression => toExpression(child, depth + 1);
  const field = (name: string): Expression => {
    const child = node.childForFieldName(name);
    return child ? inner(child) : other(node);
  };
  switch (node.type) {
    case "identifier":
      return { kind: "name", name: node.text };
    case "integer":
    case "float": {
      const value = parseNumber(node.text);
      return value === undefined ? other(node) : { kind: "constant", value };
    }
    case "true":
      return { kind: "constant", value: true };
    case "false":
      return { kind: "constant", value: false };
    case "none":
      return { kind: "constant", value: null };
    case "ellipsis":
      return { kind: "constant", value: { ellipsis: true } };
    case "string":
      return toText([node], depth);
    case "concatenated_string":
      return toText(expressions(node), depth);
    case "parenthesized_expression":
    case "type":
      return inner(expressions(node)[0] ?? node);
    case "attribute":
      return { kind: "attribute", object: field("object"), name: text(node, "attribute") };
    case "subscript":
      return toSubscript(node, depth);
    case "call":
      return toCall(node, depth);
    case "list":
    case "tuple":
    case "set":
      return { kind: node.type, items: expressions(node).map(inner) };
    case "expression_list":
    case "pattern_list":
      return { kind: "tuple", items: expressions(node).map(inner) };
    // In the place of an annotation the grammar has nodes of its own for some expressions.
    case "generic_type": {
      const [object, parameters] = expressions(node);
      const types = parameters ? expressions(parameters) : [];
      const commas = parameters?.children.some((child) => child?.type === ",");
      const items = types.map(inner);
      const [only] = items;
      if (!object || !only) return other(node);
      const index: Expression = items.length === 1 && !commas ? only : { kind: "tuple", items };
      return { kind: "subscript", object: inner(object), index };
    }
    case "union_type":
      return toBinary(node, depth);
    case "member_type": {
      const [object, name] = expressions(node);
      return object && name ? { kind: "attribute", object: inner(object), name: name.text } : other(node);
    }
    case "splat_type":
    case "list_splat":
    case "list_splat_pattern":
      return { kind: "starred", value: inner(expressions(node)[0] ?? node) };
    case "dictionary":
      return { kind: "dict", entries: expressions(node).map((entry) => toDictEntry(entry, depth)) };
    case "binary_operator":
      return toBinary(node, depth);
    case "unary_operator":
      return { kind: "unary", operator: text(node, "operator"), operand: field("argument") };
    case "not_operator":
      return { kind: "unary", operator: "not", operand: field("argument") };
    case "boolean_operator":
      return toBoolean(node, depth);
    case "comparison_operator":
      return toComparison(node, depth);
    case "conditional_expression": {
      const [body, test, otherwise] = expressions(node).map(inner);
      return body && test && otherwise ? { kind: "conditional", test, body, otherwise } : other(node);
    }
    case "named_expression":
      return field("value");
    case "slice":
      return { kind: "slice" };
    case "lambda":
      return { kind: "lambda", node };
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return { kind: "comprehension", source: node.text };
    default:
      return other(node);
  }
}

/** Named children that are no comments. */
export function expressions(node: Node): Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== "comment");
}

function other(node: Node): Expression {
  return { kind: "other", source: node.text };
}

function field(node: Node, name: string, depth: number): Expression {
  const child = node.childForFieldName(name);
  return child ? toExpression(child, depth + 1) : other(node);
}

/** A sum of many lines is one operator in another, on its left side: it is followed without going down. */
function toBinary(node: Node, depth: number): Expression {
  const rest: { operator: string; operand: Expression }[] = [];
  let first = node;
  while (first.type === node.type) {
    const [left, right] = expressions(first);
    if (!left || !right) return other(node);
    const operator = first.type === "union_type" ? "|" : text(first, "operator");
    rest.push({ operator, operand: toExpression(right, depth + 1) });
    first = left.type === "type" ? (expressions(left)[0] ?? left) : left;
  }
  return { kind: "binary", first: toExpression(first, depth + 1), rest: rest.reverse() };
}

function toBoolean(node: Node, depth: number): Expression {
  const operator = text(node, "operator");
  const operands: Expression[] = [];
  let first = node;
  while (first.type === "boolean_operator" && text(first, "operator") === operator) {
    operands.push(field(first, "right", depth));
    const left = first.childForFieldName("left");
    if (!left) return other(node);
    first = left;
  }
  operands.push(toExpression(first, depth + 1));
  return { kind: "boolean", operator: operator === "and" ? "and" : "or", operands: operands.reverse() };
}

function text(node: Node, name: string): string {
  return node.childForFieldName(name)?.text ?? "";
}

function toSubscript(node: Node, depth: number): Expression {
  const object = field(node, "value", depth);
  const indexes = node.childrenForFieldName("subscript").filter((child) => child !== null);
  const [only] = indexes;
  const commas = node.children.some((child) => child?.type === ",");
  const index: Expression =
    only && indexes.length === 1 && !commas && only.type !== "list_splat"
      ? toExpression(only, depth + 1)
      : { kind: "tuple", items: indexes.map((child) => toExpression(child, depth + 1)) };
  return { kind: "subscript", object, index };
}

function toCall(node: Node, depth: number): Expression {
  const callee = field(node, "function", depth);
  const list = node.childForFieldName("arguments");
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  if (list?.type === "generator_expression") args.push(toExpression(list, depth + 1));
  else {
    for (const child of list ? expressions(list) : []) {
      if (child.type === "keyword_argument") {
        keywords.push({ name: text(child, "name"), value: field(child, "value", depth) });
      } else if (child.type === "dictionary_splat") {
        keywords.push({ name: undefined, value: toExpression(expressions(child)[0] ?? child, depth + 1) });
      } else {
        args.push(toExpression(child, depth + 1));
      }
    }
  }
  return { kind: "call", callee, args, keywords };
}

function toDictEntry(node: Node, depth: number): DictEntry {
  return node.type === "dictionary_splat"
    ? { key: undefined, value: toExpression(expressions(node)[0] ?? node, depth + 1) }
    : { key: field(node, "key", depth), value: field(node, "value", depth) };
}

function toComparison(node: Node, depth: number): Expression {
  const operands = expressions(node).map((child) => toExpression(child, depth + 1));
  // `not in` and `is not` come as one operator node each.
  const operators = node.childrenForFieldName("operators").map((child) => child?.text ?? "");
  const [first, ...rest] = operands;
  if (!first || rest.length !== operators.length) return other(node);
  return {
    kind: "compare",
    first,
    rest: rest.map((operand, index) => ({ operator: operators[index] ?? "", operand })),
  };
}

/** One or several adjacent string tokens: text, bytes, or an f-string. */
function toText(tokens: Node[], depth: number): Expression {
  const parts: (string | FormattedPart)[] = [];
  let bytes = false;
  for (const token of tokens) {
    const start = token.children.find((child) => child?.type === "string_start")?.text.toLowerCase() ?? "";
    if (start.includes("t")) return other(token);
    bytes ||= start.includes("b");
    for (const piece of piecesOf(token)) {
      if (typeof piece !== "string") {
        const value = piece.childForFieldName("expression");
        if (!value || piece.children.some((child) => child?.type === "=")) return other(token);
        parts.push({
          value: toExpression(value, depth + 1),
          conversion: piece.children.find((child) => child?.type === "type_conversion")?.text.slice(1),
          format: piece.children.find((child) => child?.type === "format_specifier")?.text.slice(1),
        });
        continue;
      }
      const raw = start.includes("f") ? piece.replaceAll("{{", "{").replaceAll("}}", "}") : piece;
      const lines = raw.replaceAll("\r\n", "\n");
      const decoded = start.includes("r") ? lines : decodeEscapes(lines, bytes);
      if (decoded === undefined) return other(token);
      parts.push(decoded);
    }
  }
  if (parts.every((part) => typeof part === "string")) {
    const joined = parts.join("");
    return { kind: "constant", value: bytes ? { bytes: joined } : joined };
  }
  return { kind: "formatted", parts };
}

/** The literal stretches and the interpolations of one string token, in order. */
function piecesOf(token: Node): (string | Node)[] {
  const pieces: (string | Node)[] = [];
  const source = token.text;
  const start = token.children.find((child) => child?.type === "string_start");
  const end = token.children.find((child) => child?.type === "string_end");
  let position = start?.endIndex ?? token.startIndex;
  for (const child of token.children) {
    if (child?.type !== "interpolation") continue;
    pieces.push(source.slice(position - token.startIndex, child.startIndex - token.startIndex), child);
    position = child.endIndex;
  }
  pieces.push(
    source.slice(position - token.startIndex, (end?.startIndex ?? token.endIndex) - token.startIndex),
  );
  return pieces;
}
