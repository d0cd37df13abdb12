import type { ShownDeployment, ShownPlan } from "#deployment-plan";
import { code, escapeMarkdown } from "#markdown";
import { callerLines } from "./caller-lines.ts";
import { effectOf, HAPPENS, SYMBOLS } from "./effects.ts";
import type { IsShown } from "./hidden-values.ts";
import { automationRows, scheduleRows } from "./part-rows.ts";
import { droppedText, nextRunsTable, runLines, unknownLine } from "./run-lines.ts";
import { changedValues, newValues, type ValueRow } from "./value-rows.ts";
import { newTable, valueTable } from "./value-table.ts";

/** A deployment of a plan, folded: its headline, and everything that is planned and hangs on it. */
export function deploymentFold(
  deployment: ShownDeployment,
  plan: ShownPlan,
  environment: string,
  isShown: IsShown,
): string {
  const [why = "", ...parts] = bodyParts(deployment, plan, environment, isShown);
  const place = placeOf(deployment).map((line) => `- ${line}\n`);
  const body = [`${why}${place.join("")}`, ...parts].join("\n");
  return `<details><summary>${headlineOf(deployment)}</summary>\n\n${body}\n</details>\n`;
}

/** Why it is there, then all that is planned and hangs on it; nothing in it names the deployment. */
export function bodyParts(
  deployment: ShownDeployment,
  plan: ShownPlan,
  environment: string,
  isShown: IsShown,
): string[] {
  const parts = [
    lines([`Why: ${escapeMarkdown(deployment.reason)}.`]),
    ...valuesOf(deployment, environment, isShown),
    nextRunsTable(deployment),
    lines([
      ...runLines(deployment),
      ...callerLines(deployment),
      ...unknownLine(deployment, plan.against === "server"),
    ]),
    lines(deployment.notes.map((note) => `ℹ️ ${escapeMarkdown(note)}`)),
  ];
  return parts.filter((part) => part !== "");
}

/** `🟡 flow/name is updated; 6 scheduled runs are dropped` */
export function headlineOf(deployment: ShownDeployment): string {
  const { key, impact, droppedRuns } = deployment;
  const effect = effectOf(deployment);
  const more = [
    ...(impact?.renamedTo ? [`renamed to ${code(impact.renamedTo)}`] : []),
    ...(impact?.renamedFrom ? [`renamed from ${code(impact.renamedFrom)}`] : []),
    ...(impact?.isDangling ? ["⛔ something still calls it"] : []),
    ...(droppedRuns > 0 ? [`⚠️ ${droppedText(deployment)}`] : []),
    ...(impact?.runs && impact.runs.running > 0 ? [`⚠️ ${impact.runs.running} under way`] : []),
  ];
  return [`${SYMBOLS[effect]} ${code(key)} ${HAPPENS[effect]}`, ...more].join("; ");
}

/** Where it is defined, as a line of Markdown. */
export function placeOf({ location }: ShownDeployment): string[] {
  if (location === null) return [];
  const place = location.line === undefined ? location.file : `${location.file}:${location.line}`;
  return [`Defined in ${code(place)}.`];
}

/** What the files change apart from what is different on the server already. */
function valuesOf(deployment: ShownDeployment, environment: string, isShown: IsShown): string[] {
  const rowsOf = (isServers: boolean): ValueRow[] => {
    const caused = <T extends { cause?: unknown }>(all: readonly T[]) =>
      all.filter(({ cause }) => (cause === "server") === isServers);
    const changes = caused(deployment.changes);
    return [
      ...(deployment.action === "create"
        ? newValues({ ...deployment, changes }, isShown)
        : changedValues(changes, isShown)),
      ...scheduleRows(caused(deployment.schedules), isShown),
      ...automationRows(caused(deployment.automations), isShown),
    ];
  };
  const [own, servers] = [rowsOf(false), rowsOf(true)];
  const text = deployment.action === "create" ? newTable(own) : valueTable(own);
  const apart = `Different on ${escapeMarkdown(environment)} already, and put back:\n\n${valueTable(servers)}`;
  return [text, ...(servers.length > 0 ? [apart] : [])];
}

function lines(all: readonly string[]): string {
  return all.length === 0 ? "" : `${all.map((line) => `- ${line}`).join("\n")}\n`;
}
