import type { Node } from "web-tree-sitter";
import { expressions, toExpression } from "./syntax/convert.ts";
import { loadPythonParser } from "./syntax/parse.ts";

/** Functions whose calls are looked for. */
export interface WantedFunctions {
  /** Their names, such as `run_deployment`. */
  names: readonly string[];
  /** Their first parameter, under whose name it can be given too. */
  parameter: string;
}

/** A call of a function. Lines and columns count from 1. */
export interface FoundCall {
  function: string;
  line: number;
  column: number;
  /** The first parameter where a literal text is given for it, else null: then only running the code tells it. */
  text: string | null;
}

/**
 * Calls of imported functions in a Python source, in its order: `f("x")`, `module.f(name="x")`, `f.aio("x")`, under
 * the name of an `import ... as`, and where the function is handed on with its arguments (`partial(f, "x")`). A
 * method or a function of the file's own that has the same name is no such call. A file that is no Python, or too
 * large to be parsed, has none where it can't be read.
 */
export async function findCalls(source: string, wanted: WantedFunctions): Promise<FoundCall[]> {
  if (!wanted.names.some((name) => source.includes(name))) return [];
  const parsed = (await loadPythonParser()).parseModule(source);
  if (!parsed) return [];
  const calls = callsIn(parsed.root, wanted);
  parsed.root.tree.delete();
  return calls;
}

function callsIn(root: Node, { names, parameter }: WantedFunctions): FoundCall[] {
  const imports = importsOf(root);
  return nodes(root, "identifier").flatMap((identifier) => {
    const reference = referenceOf(identifier);
    const name = functionOf(reference, imports, names);
    const found = name === undefined ? undefined : argumentsOf(reference);
    if (name === undefined || !found) return [];
    const { row, column } = found.call.startPosition;
    return [{ function: name, line: row + 1, column: column + 1, text: firstText(found.given, parameter) }];
  });
}

interface Imports {
  /** Names of the file, each with what it was imported as: `rd` is `prefect.deployments.run_deployment`. */
  names: ReadonlyMap<string, string>;
  /** Names that the file defines itself. */
  defined: ReadonlySet<string>;
  /** Whether there is a `from module import *`, which may bring any name. */
  hasStar: boolean;
}

/** Imports count wherever they stand: many flows import in a function. */
function importsOf(root: Node): Imports {
  const names = new Map<string, string>();
  for (const statement of nodes(root, "import_statement")) {
    for (const { path, alias } of namesIn(statement)) {
      const top = path.split(".", 1)[0] as string;
      names.set(alias ?? top, alias ? path : top);
    }
  }
  for (const statement of nodes(root, "import_from_statement")) {
    const module = statement.childForFieldName("module_name")?.text ?? "";
    for (const { path, alias } of namesIn(statement)) names.set(alias ?? path, `${module}.${path}`);
  }
  const definitions = [...nodes(root, "function_definition"), ...nodes(root, "class_definition")];
  const defined = new Set(
    definitions.filter(isModuleLevel).map((node) => node.childForFieldName("name")?.text ?? ""),
  );
  return { names, defined, hasStar: nodes(root, "wildcard_import").length > 0 };
}

function namesIn(statement: Node): { path: string; alias: string | undefined }[] {
  return statement.childrenForFieldName("name").flatMap((node) => {
    if (node?.type !== "aliased_import") return node ? [{ path: node.text, alias: undefined }] : [];
    const path = node.childForFieldName("name")?.text;
    return path === undefined ? [] : [{ path, alias: node.childForFieldName("alias")?.text }];
  });
}

function isModuleLevel(definition: Node): boolean {
  const outer =
    definition.parent?.type === "decorated_definition" ? definition.parent.parent : definition.parent;
  return outer?.type === "module";
}

/** The dotted name that ends with an identifier: the node of `a.b.c` for `c`. */
function referenceOf(identifier: Node): Node {
  const { parent } = identifier;
  if (parent?.type !== "attribute") return identifier;
  return parent.childForFieldName("attribute")?.id === identifier.id ? parent : identifier;
}

/** Which wanted function a dotted name stands for. */
function functionOf(reference: Node, imports: Imports, wanted: readonly string[]): string | undefined {
  const [first = "", ...rest] = dotted(reference);
  const byStar = imports.hasStar && rest.length === 0 && !imports.defined.has(first) ? first : undefined;
  const origin = imports.names.get(first) ?? byStar;
  if (origin === undefined) return undefined;
  const last = [...origin.split("."), ...rest].at(-1) as string;
  return wanted.includes(last) ? last : undefined;
}

function dotted(node: Node): string[] {
  if (node.type === "identifier") return [node.text];
  const object = node.type === "attribute" ? node.childForFieldName("object") : null;
  const before = object ? dotted(object) : [];
  return before.length === 0 ? [] : [...before, node.childForFieldName("attribute")?.text ?? ""];
}

/** The call that a reference to a function stands in, and what is given to the function there. */
function argumentsOf(reference: Node): { call: Node; given: Node[] } | undefined {
  let callee = reference;
  // Prefect's functions have their asynchronous form beside them.
  const { parent } = callee;
  if (parent?.type === "attribute" && parent.childForFieldName("attribute")?.text === "aio") callee = parent;
  const outer = callee.parent;
  if (outer?.type === "call" && outer.childForFieldName("function")?.id === callee.id) {
    const list = outer.childForFieldName("arguments");
    return { call: outer, given: list ? expressions(list) : [] };
  }
  if (outer?.type !== "argument_list" || outer.parent?.type !== "call") return undefined;
  const [first, ...given] = expressions(outer);
  return first?.id === callee.id && given.length > 0 ? { call: outer.parent, given } : undefined;
}

function firstText(given: readonly Node[], parameter: string): string | null {
  const named = given.find(
    (node) => node.type === "keyword_argument" && node.childForFieldName("name")?.text === parameter,
  );
  const [first] = given;
  const positional =
    first && !/^(keyword_argument|dictionary_splat|list_splat)$/.test(first.type) ? first : null;
  const node = named?.childForFieldName("value") ?? positional;
  const value = node ? toExpression(node) : undefined;
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
}

function nodes(root: Node, type: string): Node[] {
  return root.descendantsOfType(type).filter((node): node is Node => node !== null);
}
