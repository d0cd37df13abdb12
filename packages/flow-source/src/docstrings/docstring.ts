/** `inspect.cleandoc`: the common indentation removed, the first line's own too, no blank lines at the ends. */
export function cleanDocstring(source: string): string {
  const lines = expandTabs(source).split("\n");
  const indents = lines.slice(1).flatMap((line) => {
    const content = line.trimStart();
    return content === "" ? [] : [line.length - content.length];
  });
  const margin = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
  const cleaned = lines.map((line, index) =>
    index === 0 ? line.replace(/^[ \t\n\r\f\v]+/, "") : line.slice(Number.isFinite(margin) ? margin : 0),
  );
  const first = cleaned.findIndex((line) => line !== "");
  const last = cleaned.findLastIndex((line) => line !== "");
  return first === -1 ? "" : cleaned.slice(first, last + 1).join("\n");
}

/** `str.expandtabs()`: tab stops every 8 columns. */
function expandTabs(source: string): string {
  if (!source.includes("\t")) return source;
  let column = 0;
  let result = "";
  for (const character of source) {
    if (character === "\t") {
      const width = 8 - (column % 8);
      result += " ".repeat(width);
      column += width;
    } else {
      result += character;
      column = character === "\n" || character === "\r" ? 0 : column + 1;
    }
  }
  return result;
}
