import { FaultError } from "#diagnostics";
import { type FailedRequest, isFailedRequest } from "./failed-request.ts";

/** What a request is for, as far as its failure has to tell. */
export interface RequestPurpose {
  /** After "GitHub refused to": `make tag and release v1.2.3`. */
  doing: string;
  /** What the token needs, as a workflow writes it: `contents: write`. */
  permission: string;
  /** What to do by status, where that differs. */
  fixes?: Readonly<Record<number, string>>;
}

/** What a failed request means for the user; anything that is no answer of GitHub's is given back as it is. */
export function gitHubFault(error: unknown, { doing, permission, fixes = {} }: RequestPurpose): unknown {
  if (!isFailedRequest(error)) return error;
  const said = error.message.replace(/\s+-\s+https:\/\/docs\.github\.com\S*$/, "").trim();
  return new FaultError(
    {
      code: "github-refused",
      message: `GitHub refused to ${doing} (status ${error.status}): ${said}.`,
      fix: fixOf(error, said, permission, fixes),
    },
    { cause: error },
  );
}

function fixOf(
  error: FailedRequest,
  said: string,
  permission: string,
  fixes: Readonly<Record<number, string>>,
): string {
  const { status } = error;
  if (/rule violations|protected|restricted/i.test(said)) {
    return "Let the token's owner pass the repository's rules for tags, or use a token that may.";
  }
  const own = fixes[status];
  if (own !== undefined) return own;
  if (status === 401)
    return `Check github-token: it is wrong or has expired. It needs \`permissions: ${permission}\`.`;
  if (status === 429 || /rate limit/i.test(said))
    return "Run the job again when GitHub's rate limit has passed.";
  if (status === 403 || status === 404) {
    const needed = acceptedPermissions(error) ?? `\`permissions: ${permission}\``;
    return `Give the job ${needed}, or github-token a token that has the same rights to the repository.`;
  }
  if (status >= 500) return "Run the job again: what was made is kept, and only the rest is done.";
  return "Check the inputs.";
}

/**
 * The permissions that GitHub says are enough, in the words of a workflow: `contents=write` is `contents: write`.
 * Alternatives are parted by semicolons, what is needed together by commas
 * (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api).
 */
function acceptedPermissions({ response }: FailedRequest): string | undefined {
  const header = response?.headers["x-accepted-github-permissions"];
  if (typeof header !== "string" || !/^[a-z_=,; ]+$/.test(header)) return undefined;
  const sets = header
    .split(";")
    .map((set) => set.split(",").map((one) => one.trim().replaceAll("_", "-").replace("=", ": ")))
    .map((set) => `\`permissions: ${set.length > 1 ? `{${set.join(", ")}}` : set[0]}\``);
  return sets.join(" or ");
}
