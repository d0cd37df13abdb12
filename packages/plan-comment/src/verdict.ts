import { escapeMarkdown, table } from "#markdown";
import {
  countEffects,
  EFFECTS,
  type Effect,
  HAPPEN,
  HAPPENS,
  isOnlyPutBack,
  SYMBOLS,
  saysAnything,
} from "./effects.ts";
import type { Check, EnvironmentPlan } from "./environment-plan.ts";

/** What it all comes to, in words, as one line of Markdown: what becomes of the environment that is named first. */
export function verdict([first, ...others]: readonly EnvironmentPlan[]): string {
  if (first === undefined) return "**There is no plan.**";
  const name = escapeMarkdown(first.environment);
  const { plan } = first;
  if (plan === null) {
    return `⚠️ **What this does to ${name} is not known**: what makes the plan did not succeed.`;
  }
  if (!saysAnything(plan)) {
    const elsewhere = others.filter((other) => other.plan !== null && saysAnything(other.plan));
    const names = elsewhere.map(({ environment }) => escapeMarkdown(environment)).join(", ");
    return `⚪ **This changes nothing on ${name}**${names === "" ? "" : `, but on ${names}`}.`;
  }
  const counts = countEffects(plan);
  const told = EFFECTS.filter((effect) => effect !== "none" && counts[effect] > 0);
  const [heaviest = "none"] = told;
  const dangling = plan.deployments.filter(({ impact }) => impact?.isDangling).length;
  const putBack = plan.deployments.filter(isOnlyPutBack).length;
  const more = [
    ...(dangling > 0 ? [` ⛔ ${dangling} that ${dangling === 1 ? "goes is" : "go are"} still called.`] : []),
    ...(putBack > 0
      ? [` ${putBack} only ${putBack === 1 ? "gets" : "get"} back what differs there already.`]
      : []),
  ];
  const parts = told.map((effect, index) => partOf(effect, counts[effect], index === 0));
  return `${SYMBOLS[heaviest]} **On ${name}, ${enumerated(parts)}.**${more.join("")}`;
}

function partOf(effect: Effect, count: number, isFirst: boolean): string {
  const noun = isFirst ? ` deployment${count === 1 ? "" : "s"}` : "";
  return `${count}${noun} ${count === 1 ? HAPPENS[effect] : HAPPEN[effect]}`;
}

function enumerated(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** What happens to deployments, as the head of a column or after their number. */
export const HEADS: Record<Effect, string> = {
  delete: "deleted",
  archive: "archived",
  pause: "paused",
  update: "updated",
  create: "new",
  code: "changed code",
  keep: "left, kept",
  already: "so already",
  none: "unchanged",
};

/** How many deployments of each environment what happens to. */
export function countsTable(plans: readonly EnvironmentPlan[]): string {
  const rows = plans.map(({ environment, plan }) => ({
    environment,
    plan,
    counts: plan && countEffects(plan),
  }));
  const columns = EFFECTS.filter((effect) => rows.some(({ counts }) => (counts?.[effect] ?? 0) > 0));
  if (columns.length === 0) return "";
  const cells = rows.map(({ environment, plan, counts }) => [
    escapeMarkdown(environment),
    ...columns.map((effect) => String(counts?.[effect] || "")),
    plan === null
      ? "no plan"
      : plan.against === "server"
        ? "what the server holds"
        : "the base's definitions",
  ]);
  return table(
    ["", ...columns.map((effect) => `${SYMBOLS[effect]} ${HEADS[effect]}`), "compared with"],
    cells,
  );
}

const RESULTS: Record<string, string> = {
  success: "✅",
  failure: "❌",
  failed: "❌",
  cancelled: "🚫",
  canceled: "🚫",
  skipped: "⏭️",
};

/** How other jobs ended, in one line; empty where there are none. */
export function checksLine(checks: readonly Check[]): string {
  const told = checks.map(({ name, result }) => {
    const word = result === "success" ? "" : ` ${escapeMarkdown(result === "" ? "did not run" : result)}`;
    return `${RESULTS[result] ?? "❔"} ${escapeMarkdown(name)}${word}`;
  });
  return told.length === 0 ? "" : `${told.join(" · ")}\n`;
}
