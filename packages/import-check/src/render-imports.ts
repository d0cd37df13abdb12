import { code, codeBlock, escapeMarkdown, table } from "#markdown";
import { deploymentsText, type ImportPlace, type ImportReport, type ImportResult } from "./import-result.ts";
import type { Verdict } from "./outcome.ts";

const SIGNS: Record<Verdict, string> = { failed: "❌", inconclusive: "❔", passed: "✅" };
const ORDER: readonly Verdict[] = ["failed", "inconclusive", "passed"];

/** Of more rows nobody reads each one. */
const MOST_ROWS = 30;

/** Whose last output is shown. */
const MOST_OUTPUTS = 5;

/** How many flows ended in which way: `1 failed, 12 passed`. */
export function importCounts(results: readonly Pick<ImportResult, "verdict">[]): string {
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: results.filter((one) => one.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  return counts.length === 0
    ? "nothing to import"
    : counts.map(({ verdict, count }) => `${count} ${verdict}`).join(", ");
}

/**
 * A line for each flow that did not pass, and where the flows were imported, for a terminal. Why one did not pass is told
 * beside that as a fault; only what is no reason for one has its words here.
 */
export function renderImportsText({ results, places }: ImportReport): string {
  const told = notPassed(results).map(
    ({ deployments, verdict, code: kind, reason }) =>
      `${deploymentsText(deployments)}: ${verdict}${kind === null ? `. ${reason}` : ""}`,
  );
  const where = places.map((place) => `${place.exactly}: ${versions(place)}, ${flows(place.flows)}`);
  return [...told, ...where, importCounts(results)].join("\n");
}

/** The same as Markdown: a table of what did not pass, the last that such code printed, folded, and the places. */
export function renderImportsMarkdown({ results, places }: ImportReport): string {
  const wrong = notPassed(results);
  const rows = wrong
    .slice(0, MOST_ROWS)
    .map((one) => [
      `${SIGNS[one.verdict]} ${code(one.deployments[0] ?? "")}${moreOf(one)}`,
      escapeMarkdown(one.reason ?? ""),
      escapeMarkdown(one.fix ?? ""),
    ]);
  const left = wrong.length - rows.length;
  const parts = [
    `### Imports: ${importCounts(results)}\n`,
    ...(rows.length > 0 ? [table(["deployment", "what its import came to", "what to do"], rows)] : []),
    ...(left > 0 ? [`${left} more are not shown; the output \`imports-file\` has them.\n`] : []),
    ...outputs(wrong),
    ...differences(results),
    ...(places.length > 0
      ? [table(["imported in", "Python", "Prefect", "flows"], places.map(placeRow))]
      : []),
  ];
  return parts.join("\n");
}

function notPassed(results: readonly ImportResult[]): ImportResult[] {
  return results
    .filter(({ verdict }) => verdict !== "passed")
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

const moreOf = ({ deployments }: ImportResult) =>
  deployments.length > 1 ? ` and ${deployments.length - 1} more` : "";

function outputs(wrong: readonly ImportResult[]): string[] {
  return wrong
    .filter(({ output }) => output.trim() !== "")
    .slice(0, MOST_OUTPUTS)
    .map(({ deployments, output }) => {
      const summary = `The last that ${escapeMarkdown(deploymentsText(deployments))} printed`;
      return `<details><summary>${summary}</summary>\n\n${codeBlock(output.trimEnd())}\n\n</details>\n`;
    });
}

/** The flows of which the source tells other parameters than they have. */
function differences(results: readonly ImportResult[]): string[] {
  const different = results.filter((one) => one.differences.length > 0);
  if (different.length === 0) return [];
  const rows = different
    .slice(0, MOST_ROWS)
    .map((one) => [
      code(one.deployments[0] ?? ""),
      one.differences
        .map(({ what, kind }) => `${kind === "required" ? "which are required" : code(what)}`)
        .join(", "),
      one.differences.every(({ isKnown }) => isKnown) ? "known to be approximate" : "not known before",
    ]);
  const summary = `Of ${flows(different.length)} the source tells other parameters than the flow has`;
  return [
    `<details><summary>${summary}</summary>\n\n${table(["deployment", "parameters", ""], rows)}\n</details>\n`,
  ];
}

const placeRow = (place: ImportPlace) => [
  code(place.exactly),
  escapeMarkdown(place.python ?? "none"),
  escapeMarkdown(place.prefect ?? "none"),
  String(place.flows),
];

const versions = ({ python, prefect }: ImportPlace) =>
  python === null
    ? "no Python"
    : `Python ${python}, ${prefect === null ? "no Prefect" : `Prefect ${prefect}`}`;

const flows = (count: number) => `${count} ${count === 1 ? "flow" : "flows"}`;
