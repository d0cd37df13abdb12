/**
 * The line (from 1) on which a source imports a top-level module; undefined where it does so only if it is there, or
 * for type checkers alone.
 */
export function placeOfImport(source: string, module: string): number | undefined {
  const name = module.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const statement = new RegExp(
    `^\\s*(?:from\\s+${name}[\\s.]|import\\s(?:[^#]*,)?\\s*${name}(?:[\\s.,;]|$))`,
  );
  const lines = source.split(/\r\n?|\n/);
  const index = lines.findIndex((line, at) => statement.test(line) && !isOptional(lines, at));
  return index === -1 ? undefined : index + 1;
}

/** True inside a `try`, an `except`, `suppress` or `if TYPE_CHECKING`. */
function isOptional(lines: readonly string[], at: number): boolean {
  let indent = indentOf(lines[at] ?? "");
  for (let index = at - 1; index >= 0 && indent > 0; index--) {
    const line = lines[index] ?? "";
    if (line.trim() === "" || indentOf(line) >= indent) continue;
    if (/^\s*(try\b|except\b|else\s*:|with\s.*suppress\(|if\s.*TYPE_CHECKING)/.test(line)) return true;
    indent = indentOf(line);
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
