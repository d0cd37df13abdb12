import type { ImportStatement } from "./module-resolution.ts";

/** The imports of one file. */
export interface ScannedImports {
  statements: ImportStatement[];
  /** Line (from 1) of the first import by a name that only running the code tells; null without any. */
  dynamicLine: number | null;
}

const none: ScannedImports = { statements: [], dynamicLine: null };

/** What matters on the way through a source: comments, the beginning of strings, and words that import. */
const landmark = /#|(?<quote>"""|'''|"|')|\b(?<word>import|from|__import__|import_module|__all__)\b/g;

// All of these match from one place on (`y`), and none can backtrack further than what it has read once.
const restOfShortString = { '"': /(?:[^"\\\n]+|\\[\s\S])*"?/y, "'": /(?:[^'\\\n]+|\\[\s\S])*'?/y } as const;
const fromClause = /(?<module>(?:[.\p{L}\p{N}_]|[^\S\n]|\\\n)*?)\bimport\b/uy;
const words = /(?:[.\p{L}\p{N}_]|[^\S\n]|\\\n)*/uy;
const parenthesised = /(?:[^\S\n]|\\\n)*\((?<names>(?:[^)#]+|#[^\n]*)*)/y;
const restOfLogicalLine = /(?:[^\n;#\\]+|\\\n|\\)*/y;
const assignedList = /\s*(?::[^=\n]*)?\+?=\s*[[(](?<names>(?:[^\])#]+|#[^\n]*)*)/y;
const call = /\s*\(/y;
const callWithConstant =
  /\s*\(\s*(?:name\s*=\s*)?[ru]?(["'])(?<name>[^"'\\\n]*)\1\s*(?:\)|,(?:\s*(?:package\s*=\s*)?[ru]?(["'])(?<package>[^"'\\\n]*)\3)?)/iy;

/**
 * Finds every import of a Python source without parsing it: some 30 times as fast as a syntax tree, which counts
 * when hundreds of files are looked at. It relies on `import` and `from` being reserved words: outside strings and
 * comments they stand in imports only (and `yield from`, `raise ... from`). Imports inside functions, conditions
 * and `try` count like any other. `importlib.import_module` and `__import__` count with a constant name; `__all__`
 * counts as `from . import` of its names, for `from package import *`.
 */
export function scanImports(text: string): ScannedImports {
  if (!text.includes("import") && !text.includes("__all__")) return none;
  const source = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const statements: ImportStatement[] = [];
  let dynamicLine: number | null = null;
  let endOfList = 0;
  let endOfWords = 0;

  const scanner = new RegExp(landmark);
  for (let mark = scanner.exec(source); mark; mark = scanner.exec(source)) {
    const { quote, word } = mark.groups as { quote?: string; word?: string };
    const at = scanner.lastIndex;
    if (quote !== undefined) scanner.lastIndex = endOfString(source, at, quote);
    else if (word === undefined) scanner.lastIndex = endOfLine(source, at);
    else if (!isWholeWord(source, mark.index)) continue;
    else if (word === "from") {
      const clause = at < endOfWords ? undefined : matchAt(fromClause, source, at);
      if (!clause) {
        // Up to where words end no `import` follows another `from` either.
        if (at >= endOfWords && matchAt(words, source, at)) endOfWords = words.lastIndex;
        continue;
      }
      const [names, end] = importedNames(source, fromClause.lastIndex);
      statements.push({ ...relative(stripGaps(clause.module as string)), names });
      scanner.lastIndex = end;
    } else if (word === "import") {
      matchAt(restOfLogicalLine, source, at);
      for (const module of namesIn(source.slice(at, restOfLogicalLine.lastIndex))) {
        statements.push({ level: 0, module: stripGaps(module), names: [] });
      }
      scanner.lastIndex = restOfLogicalLine.lastIndex;
    } else if (word === "__all__") {
      // Inside a list that never ends there is no other.
      if (at < endOfList) continue;
      const names = stringsIn(matchAt(assignedList, source, at)?.names ?? "");
      endOfList = Math.max(at, assignedList.lastIndex);
      if (names.length > 0) statements.push({ level: 1, module: "", names });
    } else if (word === "import_module" || word === "__import__") {
      const constant = matchAt(callWithConstant, source, at);
      const statement = constant && constantImport(constant);
      if (statement) statements.push(statement);
      else if (!isDefinition(source, mark.index) && matchAt(call, source, at)) {
        dynamicLine ??= source.slice(0, mark.index).split("\n").length;
      }
    }
  }
  return { statements, dynamicLine };
}

/** Names after `from module import`, and where they end. */
function importedNames(source: string, at: number): [names: string[], end: number] {
  const list = matchAt(parenthesised, source, at);
  if (list) return [namesIn((list.names as string).replace(/#[^\n]*/g, "")), parenthesised.lastIndex];
  matchAt(restOfLogicalLine, source, at);
  return [namesIn(source.slice(at, restOfLogicalLine.lastIndex)), restOfLogicalLine.lastIndex];
}

/** `a.b as c, d` without the `as`. */
function namesIn(list: string): string[] {
  return list
    .split(",")
    .map(
      (item) =>
        item
          .replace(/\\\n/g, " ")
          .trim()
          .split(/\s+as\s/, 1)[0] as string,
    )
    .filter((name) => name !== "");
}

function relative(dotted: string): { level: number; module: string } {
  const module = dotted.replace(/^\.+/, "");
  return { level: dotted.length - module.length, module };
}

/** `import_module(".a", "package")` counts from that package; without a constant one, from the file's own. */
function constantImport(call: Record<string, string | undefined>): ImportStatement | undefined {
  const { level, module } = relative(call.name as string);
  if (level === 0 || !call.package) {
    return module === "" && level === 0 ? undefined : { level, module, names: [] };
  }
  const parents = call.package.split(".");
  const kept = parents.slice(0, parents.length - level + 1);
  return { level: 0, module: [...kept, module].filter(Boolean).join("."), names: [] };
}

function stringsIn(text: string): string[] {
  return [...text.replace(/#[^\n]*/g, "").matchAll(/(["'])([^"'\\\n]*)\1/g)].map(
    (match) => match[2] as string,
  );
}

function endOfString(source: string, from: number, quote: string): number {
  if (quote.length === 1) {
    const rest = restOfShortString[quote as '"' | "'"];
    rest.lastIndex = from;
    rest.test(source);
    return rest.lastIndex;
  }
  for (let end = source.indexOf(quote, from); end !== -1; end = source.indexOf(quote, end + 1)) {
    if (!isEscaped(source, end, from)) return end + quote.length;
  }
  return source.length;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(source: string, at: number, from: number): boolean {
  let first = at;
  while (first > from && source[first - 1] === "\\") first--;
  return (at - first) % 2 === 1;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

/** `\b` knows ASCII letters only, Python's names may have others. */
function isWholeWord(source: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(source[at - 1] as string);
}

function isDefinition(source: string, at: number): boolean {
  return /\bdef\s+$/.test(source.slice(Math.max(0, at - 20), at));
}

function stripGaps(dotted: string): string {
  return dotted.replace(/\\\n|\s/g, "");
}

/** The named groups of `pattern` (sticky) where it matches exactly at `at`; its `lastIndex` is the end. */
function matchAt(
  pattern: RegExp,
  source: string,
  at: number,
): Record<string, string | undefined> | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(source);
  return match ? (match.groups ?? {}) : undefined;
}
