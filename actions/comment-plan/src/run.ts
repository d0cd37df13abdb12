import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { annotateWarning, reporter, setOutputs, writeSummary } from "#action-kit";
import { type RunContext, readContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { connectToGitHub, mayNotWrite, mergedPullRequest, parseRepository } from "#github";
import { type CommentResult, commentPlan, readTold } from "#operations";
import { GITHUB_COMMENT, JOB_SUMMARY, type Room, renderComment } from "#plan-comment";
import { PullRequestComments } from "./comments.ts";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const context = readContext();
  const told = await readTold(inputs, (file) => textOf(resolve(context.workspace, file)));
  const text = (room: Room) =>
    renderComment({ ...told, head: headOf(context), runUrl: context.runUrl ?? null }, room);
  const short = text({ limit: GITHUB_COMMENT, rest: restOf(context) });
  const whole = text({ limit: JOB_SUMMARY, rest: "The plan's JSON has all of them." });
  let failure: unknown;
  const result = await commented(inputs, context, short).catch((error: unknown) => {
    failure = error;
    return undefined;
  });
  setOutputs({ "comment-url": result?.url, result: result?.action ?? "summary" });
  if (result) reporter.info(`${result.action}${result.why === null ? "" : `: ${result.why}`}`);
  const page = summary({ result, short, whole, isLastEdit: inputs.lastEdit !== "none" });
  if (page !== "") await writeSummary(page);
  if (failure !== undefined) throw failure;
}

/** Undefined where the summary has to stand in for the comment. */
async function commented(
  inputs: Inputs,
  context: RunContext,
  text: string | null,
): Promise<CommentResult | undefined> {
  const repository = parseRepository(context.repository);
  const github = connectToGitHub({ token: inputs.githubToken, env: process.env, reporter });
  try {
    const numbers = await pullRequestsOf(inputs, context, (commit) =>
      mergedPullRequest(github, repository, commit),
    );
    if (numbers.length === 0) reporter.info("The run is for no pull request.");
    const results: CommentResult[] = [];
    for (const number of numbers) {
      const host = new PullRequestComments(github, repository, number, context);
      results.push(await commentPlan(host, inputs, runOf(context), text));
    }
    return results.find(({ url }) => url !== null) ?? results[0];
  } catch (error) {
    if (!mayNotWrite(error)) throw error;
    const [refusal] = error instanceof FaultError ? error.faults : [];
    // A fork's pull request and a bot's get no more; anybody else forgot the permission.
    if (context.pullRequest?.fromFork || context.pullRequest?.author?.endsWith("[bot]")) {
      reporter.info("The token may not comment on this pull request: the job's summary has the text.");
    } else if (refusal) annotateWarning(refusal);
    return undefined;
  }
}

/** Numbers of the pull requests that the run is about: its own, or those that brought what it deployed. */
async function pullRequestsOf(
  { commits, lastEdit }: Inputs,
  { pullRequest, sha }: RunContext,
  whichBrought: (commit: string) => Promise<number | undefined>,
): Promise<number[]> {
  if (pullRequest) return [pullRequest.number];
  if (lastEdit !== "deployed") return [];
  const deployed = commits.length > 0 ? commits : sha === undefined ? [] : [sha];
  const numbers: number[] = [];
  for (const commit of deployed) numbers.push(...[(await whichBrought(commit)) ?? []].flat());
  return [...new Set(numbers)];
}

function headOf({ pullRequest, sha }: RunContext): string | null {
  return pullRequest?.headSha ?? sha ?? null;
}

function runOf(context: RunContext) {
  const { runNumber, runAttempt } = context;
  return { head: headOf(context) ?? "", run: Number(runNumber ?? 1), attempt: Number(runAttempt ?? 1) };
}

function restOf({ runUrl }: RunContext): string {
  return runUrl === undefined
    ? "The job's summary has all of them."
    : `[The run's summary](${runUrl}) has all of them.`;
}

/** Text of a file; undefined where it isn't there, as where the job that makes it failed. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new FaultError({
      code: "file-unreadable",
      message: `Input \`plans\` names ${path}, which can't be read (${code}).`,
      fix: "Check its path and who may read it.",
    });
  }
}
