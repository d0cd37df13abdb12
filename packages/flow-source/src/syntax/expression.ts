import type { Node } from "web-tree-sitter";

/** A Python expression, as far as types, defaults and decorators need it. */
export type Expression =
  | { kind: "constant"; value: Constant }
  | { kind: "name"; name: string }
  | { kind: "attribute"; object: Expression; name: string }
  | { kind: "subscript"; object: Expression; index: Expression }
  | { kind: "call"; callee: Expression; args: Expression[]; keywords: Keyword[] }
  | { kind: "list" | "tuple" | "set"; items: Expression[] }
  | { kind: "dict"; entries: DictEntry[] }
  /** `first + a - b`, from left to right. */
  | { kind: "binary"; first: Expression; rest: { operator: string; operand: Expression }[] }
  | { kind: "unary"; operator: string; operand: Expression }
  /** `a or b or c` */
  | { kind: "boolean"; operator: "and" | "or"; operands: Expression[] }
  | { kind: "compare"; first: Expression; rest: { operator: string; operand: Expression }[] }
  | { kind: "conditional"; test: Expression; body: Expression; otherwise: Expression }
  | { kind: "formatted"; parts: (string | FormattedPart)[] }
  | { kind: "starred"; value: Expression }
  | { kind: "slice" }
  | { kind: "lambda"; node: Node }
  | { kind: "comprehension"; source: string }
  /** It nests deeper than is looked at. */
  | { kind: "deep" }
  | { kind: "other"; source: string };

/** A literal. Integers are `bigint`, floats `number`; bytes hold one character per byte. */
export type Constant = null | boolean | bigint | number | string | { bytes: string } | { ellipsis: true };

/** `name=value` of a call; without a name it is `**value`. */
export interface Keyword {
  name: string | undefined;
  value: Expression;
}

/** `key: value` of a dictionary; without a key it is `**value`. */
export interface DictEntry {
  key: Expression | undefined;
  value: Expression;
}

/** `{value!conversion:format}` of an f-string. */
export interface FormattedPart {
  value: Expression;
  conversion: string | undefined;
  format: string | undefined;
}
