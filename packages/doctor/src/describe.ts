import { formatFault, groupBy } from "#diagnostics";
import type { CheckedFinding, Diagnosis } from "./examine.ts";

/** How many findings of one check and kind are written out; `--json` has all of them. */
const SHOWN = 5;

/** One line that says how things stand. */
export function verdict({ findings, passed, notMade }: Diagnosis): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const found = [
    ...(errors > 0 ? [counted(errors, "problem")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  const made = `${counted(passed.length, "check")} passed${notMade.length > 0 ? `, ${notMade.length} not made` : ""}`;
  return found.length === 0 ? `All fine: ${made}.` : `${found.join(" and ")}; ${made}.`;
}

/** The verdict, then what is wrong, then what could not be looked at: plain text for a terminal. */
export function describeDiagnosis(diagnosis: Diagnosis): string {
  return [
    verdict(diagnosis),
    ...grouped(diagnosis.findings).flatMap(({ shown, more }) => [
      ...shown.map(describeFinding),
      ...(more > 0 ? [`\n  and ${more} more of this kind; --json has all of them.`] : []),
    ]),
    ...describeNotMade(diagnosis),
  ].join("\n");
}

/** Checks that were not made, one line for each reason. */
export function describeNotMade({ notMade }: Diagnosis): string[] {
  const byReason = groupBy(notMade, ({ why }) => why);
  const lines = [...byReason].map(
    ([why, checks]) => `Not made, ${why}: ${checks.map(({ check }) => check).join(", ")}.`,
  );
  return lines.length > 0 ? ["", ...lines] : [];
}

/** Findings of one check and code together, the first of them to be shown. */
export function grouped(findings: readonly CheckedFinding[]): { shown: CheckedFinding[]; more: number }[] {
  const groups = groupBy(findings, ({ check, code, level }) => `${level} ${check} ${code}`);
  return [...groups.values()].map((all) => ({
    shown: all.slice(0, SHOWN),
    more: Math.max(0, all.length - SHOWN),
  }));
}

function describeFinding(finding: CheckedFinding): string {
  const { check, level, why, command, code, message, location, deployments } = finding;
  const told = formatFault({
    message,
    ...(location ? { location } : {}),
    ...(deployments ? { deployments } : {}),
  });
  return [
    "",
    `${level === "error" ? "✗" : "!"} ${told}  [${check}, ${code}]`,
    `  why: ${why}`,
    `  do:  ${command}`,
  ].join("\n");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
