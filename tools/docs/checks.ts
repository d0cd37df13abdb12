import { CHECKS } from "#doctor";
import { cell, code, table } from "./tables.ts";

/** The checks of the doctor, as a Markdown table. */
export function checksTable(): string {
  return table(
    ["check", "what it makes sure of"],
    CHECKS.map(({ name, looksAt }) => [code(name), cell(looksAt)]),
  );
}
