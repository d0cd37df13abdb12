import { FAULT_CODES } from "#diagnostics";
import { cell, code, table } from "./tables.ts";

/** Every code of a fault with what it means and what to do, as one Markdown table an area. */
export function faultCodes(): string {
  return Object.entries(FAULT_CODES)
    .map(([area, codes]) => {
      const rows = Object.entries(codes).map(([name, sentence]) => [code(name), cell(sentence)]);
      return `## ${area}\n\n${table(["code", "what it means, and what to do"], rows)}`;
    })
    .join("\n");
}
