import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import type { Reporter } from "#diagnostics";
import { fetch } from "#http";

/** How a client reaches GitHub. */
export interface GitHubConnection {
  token: string;
  /** Where GITHUB_API_URL is looked up: GitHub Enterprise has an address of its own. */
  env: Readonly<Record<string, string | undefined>>;
  reporter: Reporter;
}

/** A client of GitHub's REST API. */
export type GitHub = ReturnType<typeof connectToGitHub>;

const Client = Octokit.plugin(paginateRest, retry, throttling);

/** In seconds; for a longer one the job should end and be run again. */
export const LONGEST_WAIT = 60;

/** How often a request is sent again that GitHub was too busy for, or that got lost. */
const RETRIES = 3;

/**
 * Makes a client. What GitHub fails at (5xx, a connection that breaks) is sent again after 1, 4 and 9 seconds, also
 * where it may have had its effect: a request that must not be sent twice says `request: { retries: 0 }`. Rate limits are
 * waited for where that is not long, and writes keep the distance that GitHub asks for.
 */
export function connectToGitHub({ token, env, reporter }: GitHubConnection) {
  reporter.secret(token);
  const waits = (what: string) => (seconds: number, _options: object, _client: object, times: number) => {
    const isWorthWaiting = isShort(seconds) && times < RETRIES;
    if (isWorthWaiting) reporter.info(`GitHub's ${what} is reached: waiting ${seconds} s.`);
    return isWorthWaiting;
  };
  return new Client({
    auth: token,
    baseUrl: env.GITHUB_API_URL || "https://api.github.com",
    userAgent: "prefect-cicd",
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch },
    retry: { retries: RETRIES },
    throttle: { onRateLimit: waits("rate limit"), onSecondaryRateLimit: waits("secondary rate limit") },
  });
}

/** Whether a wait that GitHub asks for is one for a job to sit through. */
export function isShort(seconds: number): boolean {
  return seconds <= LONGEST_WAIT;
}

function ignore(): void {}
