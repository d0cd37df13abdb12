import { code, escapeMarkdown, table } from "#markdown";
import { paceText, type RunResult, type Verdict } from "#runs";

/** How runs of an environment's deployments ended. */
export interface EnvironmentRuns {
  environment: string;
  /** Null where there should be results and are none. */
  runs: readonly RunResult[] | null;
}

const ORDER: readonly Verdict[] = ["failed", "inconclusive", "passed"];
const SIGNS: Record<Verdict, string> = { failed: "❌", inconclusive: "❔", passed: "✅" };

/** Of more of them nobody reads each one. */
const MOST_ROWS = 30;

/**
 * The runs of each environment as a table, those that went wrong first. Neither exceptions nor lines of logs are told:
 * they may hold data, and a comment is mailed; the run's page has them.
 */
export function runsSection(environments: readonly EnvironmentRuns[]): string {
  return environments
    .map(({ environment, runs }) => {
      const name = escapeMarkdown(environment);
      if (runs === null) return `⚠️ How runs on ${name} ended is not known: their job left no results.\n`;
      return runs.length === 0 ? "" : tableOf(name, runs);
    })
    .filter((part) => part !== "")
    .join("\n");
}

function tableOf(environment: string, runs: readonly RunResult[]): string {
  const sorted = [...runs].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const rows = sorted
    .slice(0, MOST_ROWS)
    .map((run) => [
      `${SIGNS[run.verdict]} ${run.verdict}`,
      code(run.deployment),
      run.url === null || !/^https?:\/\/[^\s()<>]+$/.test(run.url)
        ? escapeMarkdown(run.name ?? "")
        : `[${escapeMarkdown(run.name ?? "run")}](${run.url})`,
      escapeMarkdown(paceText(run)),
    ]);
  const more = sorted.length - rows.length;
  const left = more > 0 ? `\n${more} more runs are not shown.\n` : "";
  return `${table([`run on ${environment}`, "deployment", "run", "took"], rows)}${left}`;
}
