/** A table; its cells are Markdown already. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(headers) + line(headers.map(() => "---")) + rows.map(line).join("");
}
