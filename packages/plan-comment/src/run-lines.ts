import type { ShownDeployment } from "#deployment-plan";
import type { NextRun, NextRuns } from "#impact";
import { code, escapeMarkdown, table } from "#markdown";

/** The next runs before and after, as a table; in one column where they stay, begin or end. */
export function nextRunsTable({ action, impact }: ShownDeployment): string {
  const { before = null, after = null } = impact?.nextRuns ?? {};
  if (impact === null || (isEmpty(before) && isEmpty(after))) return "";
  const [old, now] = [linesOf(before), linesOf(after)];
  const column = (head: string, lines: readonly string[]) =>
    table(
      [head],
      lines.map((line) => [line]),
    );
  if (old.join() === now.join()) return column("next runs, as before", now);
  if (action === "create") return column("next runs", now);
  if (after === null) return column("next runs that there would have been", old);
  const rows = Array.from({ length: Math.max(old.length, now.length) }, (_, index) => [
    old[index] ?? "",
    now[index] ?? "",
  ]);
  return table(["next runs before", "after"], rows);
}

function isEmpty(runs: NextRuns | null): boolean {
  return runs === null || (runs.runs.length === 0 && runs.notes.length === 0);
}

/** Markdown, one line a run; then what has to be known of schedules that aren't computed. */
function linesOf(runs: NextRuns | null): string[] {
  if (runs === null) return [];
  const notes = runs.notes.map(({ slug, schedule, why }) => {
    const name = slug === null ? `schedule ${schedule + 1}` : `schedule ${code(slug)}`;
    return `${name}: ${escapeMarkdown(why)}`;
  });
  const newer = runs.runsOnPython313?.map((run) => `on Python 3.13 or newer: ${runText(run)}`) ?? [];
  const told = [...runs.runs.map(runText), ...newer, ...notes];
  return told.length === 0 ? ["none by a schedule"] : told;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Mon 2026-11-30 05:00 +01:00 Europe/Berlin` */
function runText({ at, timeZone, slug }: NextRun): string {
  const [, date, time, seconds, offset] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.exec(at) ?? [];
  const by = slug === null ? "" : ` ${code(slug)}`;
  if (date === undefined) return `${escapeMarkdown(`${at} ${timeZone}`)}${by}`;
  const day = DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
  const exact = seconds === undefined || seconds === "00" ? time : `${time}:${seconds}`;
  return `${escapeMarkdown(`${day} ${date} ${exact} ${offset} ${timeZone}`)}${by}`;
}

/** Last run, runs under way and runs that are dropped, as lines of Markdown. */
export function runLines(deployment: ShownDeployment): string[] {
  const { action, impact, droppedRuns } = deployment;
  const runs = impact?.runs;
  if (action === "create" || !runs) return droppedRuns > 0 ? [`⚠️ ${droppedText(deployment)}.`] : [];
  const { last, running } = runs;
  return [
    ...(droppedRuns > 0 ? [`⚠️ ${droppedText(deployment)}.`] : []),
    ...(running > 0 ? [`⚠️ ${running} ${running === 1 ? "run is" : "runs are"} under way right now.`] : []),
    last
      ? `Last run: ${code(last.state)} ${code(last.name)}${last.ended ? `, ended ${code(last.ended)}` : ""}.`
      : "Last run: none yet.",
  ];
}

/** What nobody was asked for, as a line of Markdown; none where a server was. */
export function unknownLine({ action, impact }: ShownDeployment, isServerKnown: boolean): string[] {
  const unknown = [
    ...(isServerKnown || action === "create" ? [] : ["last run", "runs under way", "runs that are dropped"]),
    ...(impact === null || impact.callers.isComplete ? [] : ["automations on the server"]),
  ];
  const [first = "", ...more] = unknown;
  if (first === "") return [];
  return [
    `${[`${first[0]?.toUpperCase()}${first.slice(1)}`, ...more].join(", ")}: not known without a server.`,
  ];
}

/** `6 scheduled runs are dropped and made again within seconds` */
export function droppedText({ droppedRuns, action }: ShownDeployment): string {
  const runs = `${droppedRuns} scheduled ${droppedRuns === 1 ? "run is" : "runs are"} dropped`;
  return action === "update" ? `${runs}; the scheduler makes those of active schedules again` : runs;
}
