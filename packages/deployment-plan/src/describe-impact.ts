import type { NextRuns } from "#impact";
import { shorten, visible } from "./describe-value.ts";
import type { DeploymentImpact, ShownDeployment } from "./plan.ts";

/** What hangs on a deployment, for a reader: one line each of what there is to tell. */
export function impactLines({
  impact,
  live,
  action,
}: Pick<ShownDeployment, "impact" | "live" | "action">): string[] {
  if (impact === null) return [];
  const { renamedFrom, renamedTo, owners, runs } = impact;
  const all = [...new Set([...owners.changes, ...owners.flow])];
  return [
    ...(renamedFrom === null
      ? []
      : [`renamed from ${visible(renamedFrom)}: its runs stay with the old name`]),
    ...(renamedTo === null ? [] : [`renamed to ${visible(renamedTo)}`]),
    ...nextRunsLines(impact),
    ...(runs === null ? [] : [runsLine(runs)]),
    ...(runs === null && action !== "create" && live === null
      ? ["last run: not known without a server"]
      : []),
    ...callerLines(impact),
    ...(all.length === 0 ? [] : [`owners: ${all.map((one) => shorten(one)).join(", ")}`]),
  ];
}

function nextRunsLines({ nextRuns: { before, after } }: DeploymentImpact): string[] {
  const [old, now] = [before, after].map((side) => (side ? timesOf(side) : null));
  const notes = [...new Set((after ?? before)?.notes.map(({ why }) => why))].map(
    (why) => `schedules: ${why}`,
  );
  if (old === now) return [...(now ? [`next runs: ${now}`] : []), ...notes];
  return [...(old ? [`next runs until now: ${old}`] : []), `next runs: ${now ?? "none"}`, ...notes];
}

function timesOf({ runs }: NextRuns): string | null {
  if (runs.length === 0) return null;
  return runs.map(({ at, timeZone }) => `${at.slice(0, 16).replace("T", " ")} ${timeZone}`).join(", ");
}

function runsLine({ last, running }: NonNullable<DeploymentImpact["runs"]>): string {
  const ended =
    last === null
      ? "it never ran"
      : `${last.state}${last.ended ? `, ${last.ended.slice(0, 16).replace("T", " ")} UTC` : ""}`;
  return `last run: ${ended}${running > 0 ? `; ${running} under way now` : ""}`;
}

const KINDS = {
  runs: "runs it",
  pauses: "pauses it",
  resumes: "resumes it",
  waits: "waits for it",
  watches: "watches it",
} as const;

function callerLines({ callers }: DeploymentImpact): string[] {
  const calls = callers.calls.map(({ file, line }) => `called at ${visible(file)}:${line}`);
  const automations = callers.automations
    .filter(({ isOwn }) => !isOwn)
    .map(({ name, kind, enabled, runs }) => {
      const then =
        kind === "waits" && runs.length > 0 ? ` and runs ${runs.map((one) => shorten(one)).join(", ")}` : "";
      return `the automation ${JSON.stringify(shorten(name))} ${KINDS[kind]}${then}${enabled ? "" : " (off)"}`;
    });
  return [...calls, ...automations];
}
