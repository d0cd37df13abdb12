import { escapeMarkdown, table } from "#markdown";
import type { Finding } from "./read-entry.ts";

/** What was found, as Markdown: a row for each file, the sums, and on request every reason. */
export function parityTable(findings: readonly Finding[], reasons: boolean): string {
  const rows = findings.map((finding) => [
    escapeMarkdown(`${finding.repo} ${finding.path}`),
    ...counts(finding).map(String),
    escapeMarkdown(finding.refused[0] ?? ""),
  ]);
  const sums = findings.map(counts).reduce(add, [0, 0, 0, 0]);
  const repositories = new Set(findings.map(({ repo }) => repo)).size;
  const total = [`${findings.length} files of ${repositories} repositories`, ...sums.map(String), ""];
  const headers = ["File", "Deployments", "Read", "Refused", "Approximate", "First reason"];
  const text = table(headers, [...rows, total]);
  return reasons ? `${text}\n${findings.map(details).join("")}` : text;
}

function counts({ deployments, read, approximate }: Finding): number[] {
  return [deployments, read, deployments - read, approximate];
}

function add(sums: readonly number[], more: readonly number[]): number[] {
  return sums.map((sum, index) => sum + (more[index] ?? 0));
}

function details({ repo, path, refused, notes }: Finding): string {
  const lines = [
    ...new Set([...refused.map((why) => `refused: ${why}`), ...notes.map((why) => `approximate: ${why}`)]),
  ];
  return lines.length === 0 ? "" : `${repo} ${path}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
