import { Command } from "commander";
import { MergeRequest, mergedMergeRequest } from "#gitlab";
import { type CommentHost, type CommentResult, commentOptions, commentPlan, readTold } from "#operations";
import { GITLAB_NOTE, renderComment } from "#plan-comment";
import { type Cli, jsonOption, type OutputFlags, perform } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { addOptions, valuesOf } from "../options/table.ts";

interface Flags extends OutputFlags, Record<string, unknown> {}

/** `prefect-cicd comment` */
export function commentCommand(cli: Cli): Command {
  const command = new Command("comment")
    .summary("Say in one note of a merge request what its plans do.")
    .description(
      "Say in one note of GitLab's merge request what plans do to deployments; later pipelines edit it. The token comes by the variable GITLAB_TOKEN: a project access token with the role Reporter and the scope api. Without one, and outside a merge request's pipeline, the text goes to standard output.",
    );
  addOptions(command, commentOptions).addOption(jsonOption());
  return perform(cli, command, async (flags: Flags) => {
    const values = valuesOf(commentOptions, flags);
    const told = await readTold(values, cli.readIfThere);
    const { CI_JOB_URL = null } = cli.env;
    const text = renderComment(
      { ...told, head: headOf(cli), runUrl: CI_JOB_URL },
      { limit: GITLAB_NOTE, rest: "The plan's JSON has all of them." },
    );
    const host = await hostOf(cli, values.lastEdit === "deployed");
    const result = host && (await commentPlan(host, values, runOf(cli), text));
    if (flags.json) cli.terminal.json({ ...(result ?? NOT_COMMENTED), text });
    else if (result) cli.terminal.progress(toldOf(result));
    else if (values.lastEdit !== "none") cli.terminal.progress("There is no note to edit.");
    else cli.terminal.result(text ?? "This changes no deployment.");
    return EXIT.ok;
  });
}

const NOT_COMMENTED = { action: "nothing", url: null, why: "no merge request and token are given" };

function toldOf({ action, url, why }: CommentResult): string {
  return [`${action}${url === null ? "" : ` ${url}`}`, ...(why === null ? [] : [why])].join(": ");
}

function headOf({ env }: Cli): string | null {
  return env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA || null;
}

/** A job that is run again has a higher id. */
function runOf(cli: Cli) {
  const { CI_PIPELINE_IID, CI_JOB_ID } = cli.env;
  return { head: headOf(cli) ?? "", run: Number(CI_PIPELINE_IID ?? 1), attempt: Number(CI_JOB_ID ?? 1) };
}

/**
 * The merge request that the job is for, or that brought what it deployed; undefined where there is none, or no token.
 */
async function hostOf({ env, terminal }: Cli, isDeployed: boolean): Promise<CommentHost | undefined> {
  const { CI_API_V4_URL, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, GITLAB_TOKEN } = env;
  const project = env.CI_MERGE_REQUEST_PROJECT_ID || (isDeployed && env.CI_PROJECT_ID) || "";
  if (!CI_API_V4_URL || !project || !(CI_MERGE_REQUEST_IID || isDeployed)) return undefined;
  const token = GITLAB_TOKEN?.trim();
  if (!token) {
    terminal.progress("GITLAB_TOKEN is not given: the text is written here, and not to the merge request.");
    return undefined;
  }
  const place = { apiUrl: CI_API_V4_URL, project, token, reporter: terminal.reporter };
  const number = CI_MERGE_REQUEST_IID || (await mergedMergeRequest(place, CI_COMMIT_SHA ?? ""));
  if (number === undefined) return undefined;
  const request = new MergeRequest({ ...place, number });
  const now = await request.now();
  const urlOf = (id: number) => `${now.url}#note_${id}`;
  return {
    author: () => request.author(),
    comments: () => request.notes(),
    now: async () => now,
    create: async (body) => urlOf((await request.createNote(body)).id),
    update: async (id, body) => urlOf((await request.updateNote(id, body)).id),
    urlOf,
  };
}
