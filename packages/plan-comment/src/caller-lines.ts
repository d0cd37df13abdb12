import type { ShownDeployment } from "#deployment-plan";
import type { AutomationCaller, DeploymentCall } from "#impact";
import { code } from "#markdown";

const KINDS: Record<AutomationCaller["kind"], string> = {
  runs: "runs it",
  pauses: "pauses it",
  resumes: "resumes it",
  waits: "waits for its runs",
  watches: "watches its runs",
};

/** Who calls a deployment, who owns it, and what it was called or will be, as lines of Markdown. */
export function callerLines({ key, impact }: ShownDeployment): string[] {
  if (impact === null) return [];
  const { callers, owners, renamedTo, renamedFrom, isDangling } = impact;
  const calls = [...callers.calls.map(callText), ...callers.automations.map(automationText)];
  return [
    ...(renamedTo === null ? [] : [`Renamed to ${code(renamedTo)}.`]),
    ...(renamedFrom === null ? [] : [`Renamed from ${code(renamedFrom)}.`]),
    ...(isDangling ? [`⛔ ${code(key)} goes while something still calls it.`] : []),
    ...(calls.length > 0 ? [`Callers: ${calls.join(", ")}.`] : []),
    ...(owners.flow.length > 0 ? [`Owners of the flow: ${owners.flow.map(code).join(", ")}.`] : []),
    ...(owners.changes.length > 0
      ? [`Owners of the changed files: ${owners.changes.map(code).join(", ")}.`]
      : []),
  ];
}

function callText({ file, line }: DeploymentCall): string {
  return code(`${file}:${line}`);
}

function automationText({ name, kind, enabled, isOwn, runs }: AutomationCaller): string {
  const own = isOwn ? "its own automation" : "the automation";
  const off = enabled ? "" : " (off)";
  const then = runs.length > 0 ? ` and runs ${runs.map(code).join(", ")}` : "";
  return `${own} ${code(name)}${off} ${KINDS[kind]}${then}`;
}
