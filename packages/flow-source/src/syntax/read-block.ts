import type { Node } from "web-tree-sitter";
import { targetsOf } from "./assignment.ts";
import type { Attempt, Binding, Block, Circumstances, Definition, StarImport } from "./block.ts";
import { type Changes, noteAssignment, noteCall } from "./changes.ts";
import { expressions } from "./convert.ts";

/** Python takes no more levels of indentation. */
const deepest = 100;

interface Surroundings extends Circumstances {
  depth: number;
  /** Set inside loops and the like: what is bound there isn't followed. */
  opaque: string | undefined;
}

/** Reads the bindings of a module or class body. */
export function readBlock(node: Node): Block {
  const bindings: Binding[] = [];
  const stars: StarImport[] = [];
  const changes: Changes = { mutated: new Set(), attributes: new Map() };

  const bind = (name: string, at: Node, inside: Surroundings, definition: Definition): void => {
    bindings.push({
      name,
      node: at,
      offset: at.startIndex,
      guard: inside.guard,
      attempt: inside.attempt,
      handlerOf: inside.handlerOf,
      definition: inside.opaque ? { kind: "opaque", reason: inside.opaque } : definition,
    });
  };

  const visitAll = (nodes: (Node | null)[], outside: Surroundings): void => {
    if (outside.depth === deepest) return;
    const inside = { ...outside, depth: outside.depth + 1 };
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
          stars.push({
            module,
            level,
            node: statement,
            offset: statement.startIndex,
            guard: inside.guard,
            attempt: inside.attempt,
            handlerOf: inside.handlerOf,
          });
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
        visitTry(statement, inside);
        return;
      case "with_statement":
        for (const name of withTargets(statement)) {
          bind(name.text, statement, { ...inside, opaque: "a `with` statement" }, opaque);
        }
        // `contextlib.suppress` is a `try` whose `except` does nothing.
        if (/\bsuppress\(/.test(statement.namedChildren[0]?.text ?? ""))
          attempt(blockOf(statement), false, inside);
        else visitAll(blockOf(statement)?.namedChildren ?? [], inside);
        return;
      case "for_statement":
      case "while_statement":
      case "match_statement": {
        const within = { ...inside, opaque: inside.opaque ?? describe(statement) };
        for (const name of statement.childForFieldName("left")?.descendantsOfType("identifier") ?? []) {
          if (name) bind(name.text, statement, within, opaque);
        }
        for (const body of blocksOf(statement)) visitAll(body.namedChildren, within);
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
    let guard = inside.guard;
    const visitBranch = (test: Node | null, body: Node | undefined): void => {
      visitAll(body?.namedChildren ?? [], {
        ...inside,
        guard: test ? { test, holds: true, outer: guard } : guard,
      });
      if (test) guard = { test, holds: false, outer: guard };
    };
    visitBranch(
      statement.childForFieldName("condition"),
      statement.childForFieldName("consequence") ?? undefined,
    );
    for (const clause of statement.childrenForFieldName("alternative")) {
      if (clause) visitBranch(clause.childForFieldName("condition"), blockOf(clause));
    }
  };

  const visitTry = (statement: Node, inside: Surroundings): void => {
    const clauses = statement.namedChildren.filter((child) => child !== null);
    const handlers = clauses.filter(({ type }) => /^except_(group_)?clause$/.test(type));
    const of = attempt(
      statement.childForFieldName("body") ?? undefined,
      handlers.length === 0 || handlers.every(isFinal),
      inside,
    );
    for (const clause of clauses) {
      const body = blockOf(clause)?.namedChildren ?? [];
      if (handlers.includes(clause)) visitAll(body, { ...inside, handlerOf: of });
      else if (clause.type === "else_clause") {
        visitAll(body, { ...inside, attempt: { of, upTo: of.statements.length } });
      } else if (clause.type === "finally_clause") visitAll(body, inside);
    }
  };

  /** Statements that may stop before their end. */
  const attempt = (body: Node | undefined, isHandlerFinal: boolean, inside: Surroundings): Attempt => {
    const of = { statements: body ? expressions(body) : [], isHandlerFinal };
    for (const [index, child] of of.statements.entries()) {
      visitAll([child], { ...inside, attempt: { of, upTo: index + 1 } });
    }
    return of;
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
      if (left?.type !== "identifier" || !value) noteAssignment(left, changes);
      else {
        const operator = (expression.childForFieldName("operator")?.text ?? "").slice(0, -1);
        bind(left.text, expression, inside, { kind: "augmented", operator, value });
      }
    } else if (expression.type === "call") noteCall(expression, changes);
  };

  const visitAssignment = (assignment: Node, inside: Surroundings): void => {
    const targets = targetsOf(assignment);
    for (const { node, at, value, annotation, path, isStarred } of targets) {
      const within = isStarred ? { ...inside, opaque: "a starred assignment" } : inside;
      if (node.type === "identifier")
        bind(node.text, at, within, { kind: "assign", value, annotation, path });
      else noteAssignment(node, changes);
    }
    const left = assignment.childForFieldName("left");
    const annotation = assignment.childForFieldName("type");
    if (targets.length === 0 && left?.type === "identifier" && annotation) {
      bind(left.text, assignment, inside, { kind: "annotation", annotation });
    }
  };

  visitAll(node.namedChildren, {
    guard: undefined,
    attempt: undefined,
    handlerOf: undefined,
    opaque: undefined,
    depth: 0,
  });
  return { bindings, stars, ...changes };
}

const opaque: Definition = { kind: "opaque", reason: "" };

function blockOf(node: Node): Node | undefined {
  return node.namedChildren.find((child) => child?.type === "block") ?? undefined;
}

function describe(statement: Node): string {
  return `a \`${statement.type.split("_")[0]}\` statement`;
}

/** Blocks of a compound statement: its body, and those of its clauses. */
function blocksOf(statement: Node): Node[] {
  return statement.namedChildren.flatMap((child) => {
    if (child?.type === "block") {
      // The cases of a `match` stand in a block of their own.
      const cases = child.namedChildren.filter((inner) => inner?.type === "case_clause");
      return cases.length > 0 ? cases.flatMap((inner) => (inner ? blocksOf(inner) : [])) : [child];
    }
    return child && /_clause$/.test(child.type) ? blocksOf(child) : [];
  });
}

/** Names that the header of a `with` statement binds. */
function withTargets(statement: Node): Node[] {
  const headers = statement.namedChildren.filter((child) => child?.type === "with_clause");
  return headers
    .flatMap((header) => header?.descendantsOfType("as_pattern_target") ?? [])
    .flatMap((target) => target?.descendantsOfType("identifier") ?? [])
    .filter((name) => name !== null);
}

/** True for an `except` clause that ends by raising, or ends the process. */
function isFinal(clause: Node): boolean {
  const block = blockOf(clause);
  const last = block && expressions(block).at(-1);
  return last?.type === "raise_statement" || /^((sys|os)\._?)?exit\(/.test(last?.text ?? "");
}
