import { styleText } from "node:util";

/** Prints a heading of a moment. */
export function heading(text: string): void {
  console.log(`\n${styleText("bold", `━━ ${text} ${"━".repeat(Math.max(2, 96 - text.length))}`)}`);
}

/** Prints a heading of a part of a moment. */
export function subheading(text: string): void {
  console.log(`\n  ${styleText("bold", text)}`);
}

/** Prints rows under their column names, as wide as their longest cell. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd();
  console.log(styleText("dim", line(columns)));
  for (const row of rows) console.log(line(row));
}

/** Runs a slow part and says so: what it is before, how long it took after. */
export async function slowly<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  process.stdout.write(`  ${what} ... `);
  const result = await work();
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
