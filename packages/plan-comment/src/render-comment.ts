import { notesOf } from "#deployment-plan";
import { shortCommit } from "#git";
import { code, escapeMarkdown } from "#markdown";
import { deploymentFold, headlineOf } from "./deployment-fold.ts";
import { byWeight, effectOf, saysAnything } from "./effects.ts";
import type { Check, EnvironmentPlan } from "./environment-plan.ts";
import { type IsShown, shownValues } from "./hidden-values.ts";
import { noteLines } from "./note-lines.ts";
import { impactPicture } from "./picture.ts";
import { type EnvironmentRuns, runsSection } from "./runs-section.ts";
import { checksLine, countsTable, verdict } from "./verdict.ts";
import { warningLines } from "./warning-lines.ts";

/** What a comment is made of. */
export interface CommentContent {
  /** The environment that the verdict is about comes first. */
  plans: readonly EnvironmentPlan[];
  checks: readonly Check[];
  /** How runs of what was deployed ended; none unless given. */
  runs?: readonly EnvironmentRuns[];
  /** Paths of values that may be shown, see {@link shownValues}. */
  showValues: readonly string[];
  /** The commit that it is about; null where nothing tells. */
  head: string | null;
  /** Page of the run; null where there is none. */
  runUrl: string | null;
}

/** How much room there is, and where the rest stands, as a sentence of Markdown. */
export interface Room {
  /** In UTF-16 units, of which a host counts as many or fewer. */
  limit: number;
  rest: string;
}

/** A fold that takes more of the room than this is told by its headline. */
const LARGEST_SHARE = 0.4;

/**
 * The text that tells a reviewer what a change does, as Markdown: the verdict, how other jobs ended, counts, warnings, a
 * picture, each deployment in a fold. Whole deployments as far as there is room. Null where nothing changes.
 */
export function renderComment(given: CommentContent, room: Room): string | null {
  const { plans: givenPlans, checks } = given;
  if (!hasNews(givenPlans)) return null;
  const { plans, shared } = withoutSharedNotes(givenPlans);
  const content = { ...given, plans };
  const opening = [
    `${verdict(plans)}\n`,
    checksLine(checks),
    runsSection(given.runs ?? []),
    countsTable(plans),
    warningsOf(plans),
    noteLines(shared, "ℹ️ "),
    impactPicture(plans.map(({ plan }) => plan && byWeight(plan)).find((some) => some?.length) ?? []),
  ];
  const closing = [notChecked(plans), footer(content)];
  const used = joined([...opening, ...closing]).length + SPARE;
  const folds = foldsWithin(content, room, room.limit - used);
  const text = joined([...opening, ...folds, ...closing]);
  return text.length <= room.limit ? text : joined([`${verdict(plans)}\n`, `${room.rest}\n`]);
}

/** For headings, line ends between parts, and the sentence about the rest. */
const SPARE = 600;

/** Whether there is anything to tell: a change, or a plan that is missing. */
export function hasNews(plans: readonly EnvironmentPlan[]): boolean {
  return plans.some(({ plan }) => plan === null || saysAnything(plan));
}

/** A note that several deployments share is told once, for all environments. */
function withoutSharedNotes(plans: readonly EnvironmentPlan[]) {
  const shared = new Map<string, Set<string>>();
  const left = plans.map(({ environment, plan }): EnvironmentPlan => {
    if (plan === null) return { environment, plan };
    const told = notesOf(plan.deployments.filter((deployment) => effectOf(deployment) !== "none"));
    for (const { note, keys } of [...told.shared, ...told.unchanged]) {
      shared.set(note, new Set([...(shared.get(note) ?? []), ...keys]));
    }
    const deployments = plan.deployments.map((one) => ({ ...one, notes: told.own.get(one.key) ?? [] }));
    return { environment, plan: { ...plan, deployments } };
  });
  return { plans: left, shared: [...shared].map(([note, keys]) => ({ note, keys: [...keys] })) };
}

/** The folds of each environment, the heaviest first, as many as there is room for. */
function foldsWithin({ plans, showValues }: CommentContent, { rest }: Room, room: number): string[] {
  const isShown = shownValues(showValues);
  const parts: string[] = [];
  let left = room;
  let missing = 0;
  for (const environmentPlan of plans) {
    const { environment, plan } = environmentPlan;
    const told = plan === null ? [] : byWeight(plan);
    if (told.length === 0) continue;
    const heading = plans.length > 1 ? `### ${escapeMarkdown(environment)}\n\n` : "";
    const fitting: string[] = [];
    left -= heading.length;
    for (const [index, deployment] of told.entries()) {
      const fold = foldOf(environmentPlan, deployment, isShown, room * LARGEST_SHARE);
      if (fold.length > left) {
        missing += told.length - index;
        left = 0;
        break;
      }
      fitting.push(fold);
      left -= fold.length;
    }
    if (fitting.length > 0) parts.push(`${heading}${fitting.join("")}`);
  }
  const more = missing === 1 ? "1 more deployment" : `${missing} more deployments`;
  return missing === 0 ? parts : [...parts, `… and ${more}. ${rest}\n`];
}

function foldOf(
  { environment, plan }: EnvironmentPlan,
  deployment: Parameters<typeof deploymentFold>[0],
  isShown: IsShown,
  largest: number,
): string {
  const fold = plan === null ? "" : deploymentFold(deployment, plan, environment, isShown);
  return fold.length <= largest ? fold : `\n${headlineOf(deployment)}; too much to show here\n\n`;
}

/** What the plans warn of, and which of them are missing. */
function warningsOf(plans: readonly EnvironmentPlan[]): string {
  const missing = plans
    .filter(({ plan }) => plan === null)
    .map(
      ({ environment }) =>
        `There is no plan for ${escapeMarkdown(environment)}: what makes it did not succeed.`,
    );
  return warningLines(
    plans.map(({ plan }) => plan?.warnings ?? []),
    missing,
  );
}

/** What no plan checked, once each. */
function notChecked(plans: readonly EnvironmentPlan[]): string {
  const all = [...new Set(plans.flatMap(({ plan }) => plan?.notChecked ?? []))];
  if (all.length === 0) return "";
  const lines = all.map((line) => `- ${escapeMarkdown(line)}\n`).join("");
  return `<details><summary>Not checked, since no server was asked</summary>\n\n${lines}\n</details>\n`;
}

function footer({ head, runUrl, showValues }: CommentContent): string {
  const parts = [
    ...(head === null ? [] : [`Commit ${code(shortCommit(head))}`]),
    ...(runUrl === null ? [] : [`[this run](${encodeURI(runUrl).replace(/[()]/g, encodeURIComponent)})`]),
    ...(showValues.includes("all")
      ? []
      : ["values of parameters, job variables and headers are hidden unless allowed"]),
  ];
  return parts.length === 0 ? "" : `<sub>${parts.join(" · ")}</sub>\n`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
