import { FaultError } from "#diagnostics";
import type { OptionValues } from "#input-values";
import {
  type Check,
  type CommentContent,
  checksLine,
  type Decision,
  decideComment,
  type EnvironmentPlan,
  type EnvironmentRuns,
  type ExistingComment,
  type Outcome,
  type RunOfComment,
  readPlan,
} from "#plan-comment";
import type { commentOptions } from "./options/comment.ts";
import { runsOfResults } from "./results-file.ts";

export type CommentValues = OptionValues<typeof commentOptions>;

/** Where the comments of one pull or merge request stand. */
export interface CommentHost {
  /** Who we are there. */
  author(): Promise<string>;
  /** All comments, oldest first. */
  comments(): Promise<readonly ExistingComment[]>;
  /** What became of the request by now; null for a commit that the host doesn't tell. */
  now(): Promise<{ state: "open" | "merged" | "closed"; head: string | null }>;
  /** Addresses of what was written. */
  create(body: string): Promise<string>;
  update(id: number, body: string): Promise<string>;
  urlOf(id: number): string;
}

export interface CommentResult {
  action: "created" | "updated" | "left" | "nothing";
  /** Address of the comment; null where there is none. */
  url: string | null;
  /** Why nothing was written; null where something was. */
  why: string | null;
}

/** What the options give to be told. */
export type Told = Pick<CommentContent, "plans" | "checks" | "runs" | "showValues">;

/**
 * The plans and checks that options name.
 *
 * @param read gives the text of a file, undefined where it isn't there
 * @throws FaultError for a file that holds no plan, and for a name that can't stand in a marker
 */
export async function readTold(
  { plans, results, checks, showValues, commentName, lastEdit }: CommentValues,
  read: (file: string) => Promise<string | undefined>,
): Promise<Told> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(commentName)) {
    throw new FaultError({
      code: "input-invalid",
      message: `${JSON.stringify(commentName)} can't be the name of a comment.`,
      fix: "Use small letters, digits and single hyphens in `comment-name`.",
    });
  }
  if (lastEdit === "none" && Object.keys(plans).length === 0) {
    throw new FaultError({
      code: "input-missing",
      message: "No plan is named.",
      fix: "Give `plans`, such as PROD=plan.json; a missing file is told in the comment.",
    });
  }
  const environments: EnvironmentPlan[] = [];
  for (const [environment, file] of Object.entries(plans)) {
    const text = file === "" ? undefined : await read(file);
    environments.push({ environment, plan: text === undefined ? null : readPlan(text, file) });
  }
  const runs: EnvironmentRuns[] = [];
  for (const [environment, file] of Object.entries(results)) {
    const text = file === "" ? undefined : await read(file);
    runs.push({ environment, runs: text === undefined ? null : runsOfResults(text, file) });
  }
  return { plans: environments, runs, checks: checksOf(checks), showValues };
}

function checksOf(checks: Readonly<Record<string, string>>): Check[] {
  return Object.entries(checks).map(([name, result]) => ({ name, result }));
}

/**
 * Brings the one comment of a pull or merge request up to date, see {@link decideComment}.
 *
 * @param text what there is to say; null where nothing changes
 * @throws FaultError where the host refuses
 */
export async function commentPlan(
  host: CommentHost,
  { commentName, lastEdit, checks }: Pick<CommentValues, "commentName" | "lastEdit" | "checks">,
  run: RunOfComment,
  text: string | null,
): Promise<CommentResult> {
  const [comments, author, { state, head }] = [await host.comments(), await host.author(), await host.now()];
  const ended = checksOf(checks);
  const decision = decideComment({
    comments,
    author,
    name: commentName,
    run,
    text,
    outcome: outcomeOf(lastEdit, state, ended),
    note: checksLine(ended),
    isOpen: state === "open",
    newestHead: head,
  });
  return carryOut(host, decision);
}

/** Whether it was cleaned up is what the other jobs tell. */
function outcomeOf(
  lastEdit: CommentValues["lastEdit"],
  state: "open" | "merged" | "closed",
  checks: readonly Check[],
): Outcome | null {
  if (lastEdit === "none") return null;
  if (lastEdit === "deployed")
    return checks.every(({ result }) => result === "success") ? "deployed" : "undeployed";
  if (state === "merged") return "merged";
  const isDone = checks.some(({ result }) => result === "success");
  const isLeft = checks.some(({ result }) => result !== "success" && result !== "skipped");
  return isDone && !isLeft ? "cleaned-up" : "closed";
}

async function carryOut(host: CommentHost, decision: Decision): Promise<CommentResult> {
  switch (decision.action) {
    case "create":
      return { action: "created", url: await host.create(decision.body), why: null };
    case "update":
      return { action: "updated", url: await host.update(decision.id, decision.body), why: null };
    case "leave":
      return { action: "left", url: host.urlOf(decision.id), why: decision.why };
    case "nothing":
      return { action: "nothing", url: null, why: decision.why };
  }
}
