/**
 * Descriptions of parameters in a Google-style docstring, as griffe's parser finds them, which Prefect uses
 * (`prefect.utilities.callables.parameter_docstrings`). `docstring` is cleaned. Where a docstring has several
 * sections of parameters the last one counts.
 */
export function docstringParameters(docstring: string): Map<string, string> {
  const lines = docstring.split("\n");
  let found = new Map<string, string>();
  let inCode = false;
  for (let offset = 0; offset < lines.length; offset++) {
    const line = lines[offset] ?? "";
    if (line.replace(/^ +/, "").startsWith("```")) {
      inCode = !inCode;
      continue;
    }
    const title = inCode ? undefined : /^([\p{L}\p{N}_][\s\p{L}\p{N}_-]*):(\s+\S.*)?\s*$/u.exec(line)?.[1];
    if (title === undefined || !beginsBlock(lines, offset)) continue;
    const kind = title.toLowerCase();
    const block = readBlock(lines, offset + 1);
    if (parameterTitles.has(kind)) found = readParameters(block.items);
    if (parameterTitles.has(kind) || otherTitles.has(kind) || block.items.length > 0) offset = block.end;
  }
  return found;
}

const parameterTitles = new Set(["args", "arguments", "params", "parameters"]);

const otherTitles = new Set(
  (
    "keyword args,keyword arguments,other args,other arguments,other params,other parameters,type args," +
    "type arguments,type params,type parameters,raises,exceptions,returns,yields,receives,examples,attributes," +
    "functions,methods,classes,type aliases,modules,warns,warnings"
  ).split(","),
);

/** A title begins a section where a blank line stands above it and an indented one directly below. */
function beginsBlock(lines: readonly string[], offset: number): boolean {
  const below = lines[offset + 1];
  const second = lines[offset + 2];
  const blankAbove = offset === 0 || isBlank(lines[offset - 1]);
  const blankBelow = below !== undefined && isBlank(below);
  const indentedBelow = below !== undefined && !blankBelow && below.startsWith(" ");
  const indentedSecond = second !== undefined && !isBlank(second) && second.startsWith(" ");
  if (!indentedBelow && !indentedSecond) return false;
  return blankAbove && !(indentedSecond && blankBelow);
}

/** Items of an indented block, each as its lines without indentation, and the block's last line. */
function readBlock(lines: readonly string[], start: number): { items: string[][]; end: number } {
  let offset = start;
  while (offset < lines.length && isBlank(lines[offset])) offset += 1;
  const indent = indentOf(lines[offset] ?? "");
  if (indent === 0) return { items: [], end: offset - 1 };
  let item = [(lines[offset] ?? "").slice(indent)];
  const items = [item];
  for (offset += 1; offset < lines.length; offset++) {
    const line = lines[offset] ?? "";
    if (isBlank(line)) item.push("");
    else if (line.startsWith(" ".repeat(indent * 2))) item.push(line.slice(indent * 2));
    else if (line.startsWith(" ".repeat(indent + 1))) item.push(line.slice(indentOf(line)));
    else if (line.startsWith(" ".repeat(indent))) {
      item = [line.slice(indent)];
      items.push(item);
    } else break;
  }
  return { items, end: offset - 1 };
}

/** `name: text` and `name (type): text`, with the lines that go on from there. */
function readParameters(items: readonly string[][]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [first = "", ...rest] of items) {
    const colon = first.indexOf(":");
    if (colon === -1) continue;
    const written = first.slice(0, colon);
    const typed = written.includes("(") && written.endsWith(")");
    const name = typed ? written.slice(0, written.indexOf("(")).trim() : written;
    found.set(name, [first.slice(colon + 1).trimStart(), ...rest].join("\n").replace(/\n+$/, ""));
  }
  return found;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(line: string | undefined): boolean {
  return (line ?? "").trim() === "";
}
