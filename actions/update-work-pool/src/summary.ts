import { code, escapeMarkdown, table } from "#action-kit";
import { jsonText } from "#json";
import type { TemplateChange, UpdatePlan } from "#work-pool";

type Outcome = "planned" | "done" | "failed";

/** One value of a template is rarely longer; a whole new part is cut. */
const LONGEST_VALUE = { log: 120, summary: 400 };

/** What changes, a line each, for the log. */
export function whatChanges(plan: UpdatePlan): string[] {
  if (plan.nothingToRestore) return [`Nothing is put back: ${plan.nothingToRestore}`];
  if (!plan.changed) return [`${plan.workPool} is as it should be; nothing is sent`];
  return [
    ...plan.changes.map(
      ({ path, before, after }) => `${path}: ${show(before, "log")} -> ${show(after, "log")}`,
    ),
    ...releaseLines(plan),
  ];
}

/** The job summary: the outcome, the image, every value of the template that changes, the release. */
export function summary(plan: UpdatePlan, outcome: Outcome, worker?: string): string {
  const parts = [`### Work pool ${code(plan.workPool)}: ${headline(plan, outcome)}\n`];
  if (plan.image && plan.image !== plan.previousImage) {
    parts.push(`**Image:** ${code(plan.previousImage ?? "none")} → ${code(plan.image)}\n`);
  }
  if (plan.changes.length > 0) parts.push(table(["template", "before", "after"], plan.changes.map(row)));
  const release = releaseLines(plan);
  if (release.length > 0) parts.push(release.map((line) => `- ${escapeMarkdown(line)}\n`).join(""));
  if (worker) parts.push(`The worker ${code(worker)} is online.\n`);
  if (plan.rejected.length > 0) {
    const rows = plan.rejected.map(({ deployment, reasons }) => [
      code(deployment),
      reasons.map(escapeMarkdown).join("<br>"),
    ]);
    parts.push(
      `#### Job variables that the new template does not take\n\n${table(["deployment", "why"], rows)}`,
    );
  }
  return parts.join("\n");
}

function headline(plan: UpdatePlan, outcome: Outcome): string {
  if (plan.nothingToRestore) return `nothing put back: ${escapeMarkdown(plan.nothingToRestore)}`;
  if (outcome === "failed") return "❌ the update failed; the log says why and what was put back";
  if (!plan.changed) return "unchanged";
  return outcome === "planned" ? "would change" : plan.live ? "updated" : "made";
}

function releaseLines({ helm }: UpdatePlan): string[] {
  if (!helm) return [];
  return [
    ...(helm.hasNamespace ? [] : ["The namespace is made."]),
    ...helm.secrets.map(({ name }) => `The secret ${name} is set.`),
    ...(helm.releaseChanges
      ? [
          helm.revision
            ? `The release is upgraded from revision ${helm.revision}, with ${helm.chart}.`
            : `The release is installed, with ${helm.chart}.`,
        ]
      : []),
  ];
}

function row({ path, before, after }: TemplateChange): string[] {
  return [
    code(path),
    before === undefined ? "" : code(show(before, "summary")),
    after === undefined ? "" : code(show(after, "summary")),
  ];
}

function show(value: TemplateChange["after"], where: keyof typeof LONGEST_VALUE): string {
  if (value === undefined) return "(none)";
  const text = jsonText(value);
  const longest = LONGEST_VALUE[where];
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
