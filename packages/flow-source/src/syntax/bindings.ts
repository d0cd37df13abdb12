import type { Node } from "web-tree-sitter";
import { expressions } from "./convert.ts";

/** A test on which the execution of a statement depends: it runs when the test's truth is `holds`. */
export interface Guard {
  test: Node;
  holds: boolean;
}

/** What gives a name its value. */
export type Definition =
  | { kind: "import"; module: string }
  | { kind: "from"; module: string; level: number; member: string }
  | { kind: "assign"; value: Node; annotation: Node | undefined; path: number[] }
  | { kind: "annotation"; annotation: Node }
  | { kind: "augmented"; operator: string; value: Node }
  | { kind: "class" | "function"; node: Node; decorators: Node[] }
  | { kind: "alias"; node: Node }
  | { kind: "opaque"; reason: string };

/** One place of a block that binds a name. */
export interface Binding {
  name: string;
  /** Offset in the source. */
  offset: number;
  guards: Guard[];
  /** True inside an `except` clause, which is taken not to run. */
  handler: boolean;
  definition: Definition;
}

/** `from module import *` */
export interface StarImport {
  module: string;
  level: number;
  offset: number;
  guards: Guard[];
}

/** What the statements of a module or of a class body do to its names. */
export interface Block {
  /** In the order of the source. */
  bindings: Binding[];
  stars: StarImport[];
  /** Names whose value is changed in place by a statement of the block (`names.append(...)`, `table[k] = ...`). */
  mutated: ReadonlySet<string>;
}

interface Surroundings {
  guards: Guard[];
  handler: boolean;
  /** Set inside loops and the like: what is bound there isn't followed. */
  opaque: string | undefined;
}

/** Reads the bindings of a module or class body. */
export function readBlock(node: Node): Block {
  const bindings: Binding[] = [];
  const stars: StarImport[] = [];
  const mutated = new Set<string>();

  const bind = (name: string, at: Node, inside: Surroundings, definition: Definition): void => {
    bindings.push({
      name,
      offset: at.startIndex,
      guards: inside.guards,
      handler: inside.handler,
      definition: inside.opaque ? { kind: "opaque", reason: inside.opaque } : definition,
    });
  };

  const visitAll = (nodes: (Node | null)[], inside: Surroundings): void => {
    for (const child of nodes) if (child) visit(child, inside);
  };

  const visit = (statement: Node, inside: Surroundings): void => {
    switch (statement.type) {
      case "import_statement":
        for (const name of statement.childrenForFieldName("name")) {
          if (!name) continue;
          const alias = name.childForFieldName("alias")?.text;
          const module = (name.childForFieldName("name") ?? name).text;
          const first = module.split(".")[0] ?? module;
          bind(alias ?? first, statement, inside, { kind: "import", module: alias ? module : first });
        }
        return;
      case "import_from_statement": {
        const source = statement.childForFieldName("module_name");
        const prefix = source?.namedChildren.find((child) => child?.type === "import_prefix");
        const level = prefix ? prefix.text.replace(/[^.]/g, "").length : 0;
        const module = prefix
          ? (source?.namedChildren.find((child) => child?.type === "dotted_name")?.text ?? "")
          : (source?.text ?? "");
        if (statement.namedChildren.some((child) => child?.type === "wildcard_import")) {
          stars.push({ module, level, offset: statement.startIndex, guards: inside.guards });
        }
        for (const name of statement.childrenForFieldName("name")) {
          if (!name) continue;
          const member = (name.childForFieldName("name") ?? name).text;
          const bound = name.childForFieldName("alias")?.text ?? member;
          bind(bound, statement, inside, { kind: "from", module, level, member });
        }
        return;
      }
      case "expression_statement":
        for (const expression of expressions(statement)) visitExpression(expression, inside);
        return;
      case "decorated_definition": {
        const definition = statement.childForFieldName("definition");
        const decorators = statement.namedChildren.filter(
          (child): child is Node => child?.type === "decorator",
        );
        if (definition) bindDefinition(definition, decorators, inside);
        return;
      }
      case "function_definition":
      case "class_definition":
        bindDefinition(statement, [], inside);
        return;
      case "type_alias_statement": {
        const left = statement.childForFieldName("left");
        const name = left?.descendantsOfType("identifier")[0]?.text;
        if (name) bind(name, statement, inside, { kind: "alias", node: statement });
        return;
      }
      case "if_statement":
        visitIf(statement, inside);
        return;
      case "try_statement":
        for (const part of statement.namedChildren) {
          if (!part) continue;
          const handler = part.type === "except_clause" || part.type === "except_group_clause";
          const within = handler ? { ...inside, handler: true } : inside;
          if (part.type === "block") visitAll(part.namedChildren, within);
          else visitAll(blockOf(part)?.namedChildren ?? [], within);
        }
        return;
      case "with_statement":
        for (const target of statement.descendantsOfType("as_pattern_target")) {
          for (const name of target?.descendantsOfType("identifier") ?? []) {
            if (name) bind(name.text, statement, { ...inside, opaque: "a `with` statement" }, opaque);
          }
        }
        visitAll(blockOf(statement)?.namedChildren ?? [], inside);
        return;
      case "for_statement":
      case "while_statement":
      case "match_statement": {
        const within = { ...inside, opaque: inside.opaque ?? describe(statement) };
        for (const name of statement.childForFieldName("left")?.descendantsOfType("identifier") ?? []) {
          if (name) bind(name.text, statement, within, opaque);
        }
        for (const body of statement.descendantsOfType("block")) {
          if (body && isOwnBlock(body, statement)) visitAll(body.namedChildren, within);
        }
        return;
      }
      case "delete_statement":
        for (const name of statement.descendantsOfType("identifier")) {
          if (name?.parent?.type !== "attribute" && name?.parent?.type !== "subscript" && name) {
            bind(name.text, statement, { ...inside, opaque: "a `del` statement" }, opaque);
          }
        }
        return;
    }
  };

  const visitIf = (statement: Node, inside: Surroundings): void => {
    const earlier: Guard[] = [];
    const visitBranch = (test: Node | null, body: Node | null): void => {
      const guards = [...inside.guards, ...earlier, ...(test ? [{ test, holds: true }] : [])];
      visitAll(body?.namedChildren ?? [], { ...inside, guards });
      if (test) earlier.push({ test, holds: false });
    };
    visitBranch(statement.childForFieldName("condition"), statement.childForFieldName("consequence"));
    for (const clause of statement.childrenForFieldName("alternative")) {
      visitBranch(clause?.childForFieldName("condition") ?? null, clause ? (blockOf(clause) ?? null) : null);
    }
  };

  const bindDefinition = (definition: Node, decorators: Node[], inside: Surroundings): void => {
    const name = definition.childForFieldName("name")?.text;
    const kind = definition.type === "class_definition" ? "class" : "function";
    if (name) bind(name, definition, inside, { kind, node: definition, decorators });
  };

  const visitExpression = (expression: Node, inside: Surroundings): void => {
    if (expression.type === "assignment") visitAssignment(expression, inside);
    else if (expression.type === "augmented_assignment") {
      const left = expression.childForFieldName("left");
      const value = expression.childForFieldName("right");
      if (left?.type !== "identifier" || !value) noteMutation(left);
      else {
        const operator = (expression.childForFieldName("operator")?.text ?? "").slice(0, -1);
        bind(left.text, expression, inside, { kind: "augmented", operator, value });
      }
    } else if (expression.type === "call") {
      const callee = expression.childForFieldName("function");
      if (callee?.type === "attribute") noteMutation(callee);
    }
  };

  const visitAssignment = (assignment: Node, inside: Surroundings): void => {
    const annotation = assignment.childForFieldName("type") ?? undefined;
    const left = assignment.childForFieldName("left");
    let value = assignment.childForFieldName("right");
    // `a = b = 1` nests to the right.
    while (value?.type === "assignment") value = value.childForFieldName("right");
    if (left && value) bindTarget(left, assignment, value, annotation, [], inside);
    else if (left?.type === "identifier" && annotation) {
      bind(left.text, assignment, inside, { kind: "annotation", annotation });
    }
    const next = assignment.childForFieldName("right");
    if (next?.type === "assignment") visitAssignment(next, inside);
  };

  const bindTarget = (
    target: Node,
    at: Node,
    value: Node,
    annotation: Node | undefined,
    path: number[],
    inside: Surroundings,
  ): void => {
    if (target.type === "identifier")
      bind(target.text, at, inside, { kind: "assign", value, annotation, path });
    else if (/^(pattern_list|tuple_pattern|list_pattern|tuple|list)$/.test(target.type)) {
      const targets = expressions(target);
      const starred = targets.some((child) => child.type === "list_splat_pattern");
      const within = starred ? { ...inside, opaque: "a starred assignment" } : inside;
      targets.forEach((child, index) => {
        const name = child.type === "list_splat_pattern" ? (expressions(child)[0] ?? child) : child;
        bindTarget(name, at, value, undefined, [...path, index], within);
      });
    } else noteMutation(target);
  };

  /** `a.b.c`, `a[0].b`: the object that a name holds is changed. */
  const noteMutation = (target: Node | null | undefined): void => {
    let root = target;
    while (root?.type === "attribute" || root?.type === "subscript" || root?.type === "call") {
      root = root.namedChildren[0];
    }
    if (root?.type === "identifier") mutated.add(root.text);
  };

  visitAll(node.namedChildren, { guards: [], handler: false, opaque: undefined });
  return { bindings, stars, mutated };
}

const opaque: Definition = { kind: "opaque", reason: "" };

function blockOf(node: Node): Node | undefined {
  return node.namedChildren.find((child) => child?.type === "block") ?? undefined;
}

function describe(statement: Node): string {
  return `a \`${statement.type.split("_")[0]}\` statement`;
}

/** True where no function or class stands between the block and the statement. */
function isOwnBlock(block: Node, statement: Node): boolean {
  let parent = block.parent;
  while (parent && parent.id !== statement.id) {
    if (/^(function_definition|class_definition|block)$/.test(parent.type)) return false;
    parent = parent.parent;
  }
  return true;
}
