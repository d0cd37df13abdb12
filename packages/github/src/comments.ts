import type { GitHub } from "./client.ts";
import { isFailedRequest } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";

/** A comment on a pull request or an issue. */
export interface IssueComment {
  id: number;
  body: string;
  /** Login of who wrote it; empty where the account is gone. */
  author: string;
  /** Its address for a browser. */
  url: string;
}

const WRITE = "pull-requests: write";

/**
 * All comments of a pull request, oldest first.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function listComments(
  github: GitHub,
  repository: GitHubRepository,
  number: number,
): Promise<IssueComment[]> {
  try {
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
    const given = { ...repository, issue_number: number, per_page: 100 };
    return (await github.paginate(route, given)).map(asComment);
  } catch (error) {
    throw gitHubFault(error, {
      doing: `list the comments of pull request ${number}`,
      permission: "pull-requests: read",
    });
  }
}

/**
 * Writes a comment. It is never sent twice: one whose answer got lost may stand there already.
 *
 * @throws FaultError where GitHub refuses, see {@link mayNotWrite}
 */
export async function createComment(
  github: GitHub,
  repository: GitHubRepository,
  number: number,
  body: string,
): Promise<IssueComment> {
  try {
    const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
    const given = { ...repository, issue_number: number, body, request: { retries: 0 } };
    return asComment((await github.request(route, given)).data);
  } catch (error) {
    throw gitHubFault(error, { doing: `comment on pull request ${number}`, permission: WRITE });
  }
}

/**
 * Edits a comment.
 *
 * @throws FaultError where GitHub refuses, see {@link mayNotWrite}
 */
export async function updateComment(
  github: GitHub,
  repository: GitHubRepository,
  id: number,
  body: string,
): Promise<IssueComment> {
  try {
    const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
    return asComment((await github.request(route, { ...repository, comment_id: id, body })).data);
  } catch (error) {
    throw gitHubFault(error, { doing: `edit the comment ${id}`, permission: WRITE });
  }
}

/** Whether a fault of this file says that the token may not write: a fork's pull request gets none that may. */
export function mayNotWrite(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return isFailedRequest(cause) && cause.status === 403 && !/rate limit/i.test(cause.message);
}

function asComment({
  id,
  body,
  user,
  html_url,
}: {
  id: number | bigint;
  body?: string;
  user: { login: string } | null;
  html_url: string;
}): IssueComment {
  return { id: Number(id), body: body ?? "", author: user?.login ?? "", url: html_url };
}
