import { type Fault, formatFault } from "#diagnostics";
import { escapeMarkdown } from "#markdown";

const MOST_WARNINGS = 20;
const LONGEST = 1000;

/** What plans warn of, each once. */
export function warningLines(
  warnings: readonly (readonly Fault[])[],
  before: readonly string[] = [],
): string {
  const all = [...new Set([...before, ...warnings.flat().map(warningText)])];
  const lines = all.slice(0, MOST_WARNINGS).map((line) => `- ⚠️ ${line}\n`);
  const more = all.length - lines.length;
  return `${lines.join("")}${more > 0 ? `- … and ${more} more warnings\n` : ""}`;
}

function warningText(fault: Fault): string {
  return escapeMarkdown([...formatFault(fault)].slice(0, LONGEST).join(""));
}
