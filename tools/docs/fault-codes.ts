import { FAULT_CODES } from "#diagnostics";
import { code } from "./tables.ts";

/** Every code of a fault with what it means and what to do, as Markdown: a section a code, so that it can be linked to. */
export function faultCodes(): string {
  return Object.entries(FAULT_CODES)
    .map(([area, codes]) => {
      const sections = Object.entries(codes).map(([name, sentence]) => `### ${code(name)}\n\n${sentence}\n`);
      return `## ${area}\n\n${sections.join("\n")}`;
    })
    .join("\n");
}
