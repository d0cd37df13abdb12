import { FaultError } from "#diagnostics";

/**
 * Sends one request to GitHub's REST API, in the way of Octokit's `request`. It rejects with an error that has the
 * answer's `status` and `response`; a connection that breaks counts as status 500.
 */
export type GitHubRequest = (
  route: string,
  parameters: Record<string, unknown>,
) => Promise<{ data: unknown }>;

/** An answer that tells of a failure. */
export interface FailedRequest extends Error {
  status: number;
  response?: { headers: Record<string, string | number | undefined>; data: unknown };
}

export function isFailedRequest(error: unknown): error is FailedRequest {
  return error instanceof Error && typeof (error as Partial<FailedRequest>).status === "number";
}

/** Seconds to wait before a request that may work later, or undefined for a failure that stays. */
export function retryAfter(error: unknown, attempt: number): number | undefined {
  if (!isFailedRequest(error)) return undefined;
  const headers = error.response?.headers ?? {};
  const asked = Number(headers["retry-after"]);
  const isLimited = error.status === 429 || (error.status === 403 && headers["retry-after"] !== undefined);
  if (isLimited && Number.isFinite(asked)) return asked <= LONGEST_WAIT ? asked : undefined;
  return isLimited || error.status >= 500 ? 2 ** attempt : undefined;
}

/** In seconds; for a longer one the job should end and be run again. */
const LONGEST_WAIT = 60;

/** Says whether GitHub refused to make something because it is there already: another run was faster. */
export function existsAlready(error: unknown): boolean {
  if (!isFailedRequest(error) || error.status !== 422) return false;
  return (
    /already exists/i.test(error.message) || errorsOf(error).some(({ code }) => code === "already_exists")
  );
}

function errorsOf(error: FailedRequest): { code?: unknown }[] {
  const data = error.response?.data;
  const errors =
    typeof data === "object" && data !== null ? (data as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors) ? errors.filter((item) => typeof item === "object" && item !== null) : [];
}

/**
 * What a failed request means for the user; anything that is no answer of GitHub's is given back as it is. `fixes` are
 * what to do by status, where that differs.
 */
export function requestFault(error: unknown, doing: string, fixes: Record<number, string> = {}): unknown {
  if (!isFailedRequest(error)) return error;
  const said = error.message.replace(/\s+-\s+https:\/\/docs\.github\.com\S*$/, "").trim();
  return new FaultError(
    {
      message: `GitHub refused to ${doing} (status ${error.status}): ${said}.`,
      fix: fixes[error.status] ?? fixOf(error.status, said),
    },
    { cause: error },
  );
}

function fixOf(status: number, said: string): string {
  if (/rule violations|protected|restricted/i.test(said)) {
    return "Let the token's owner pass the repository's rules for tags, or use a token that may.";
  }
  if (status === 401) return "Check github-token: it is wrong or has expired.";
  if (status === 429 || /rate limit/i.test(said))
    return "Run the job again when GitHub's rate limit has passed.";
  if (status === 403 || status === 404) {
    return "Give the job `permissions: contents: write`, or github-token a token that may write to the repository.";
  }
  if (status >= 500) return "Run the job again: what was made is kept, and only the rest is done.";
  return "Check version, tag-prefix and target.";
}
