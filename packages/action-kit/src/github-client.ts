import { getOctokit } from "@actions/github";
import { maskSecret } from "./secrets.ts";

/** Client of GitHub's REST API; its address is the runner's GITHUB_API_URL, so GitHub Enterprise works too. */
export type GitHubClient = ReturnType<typeof getOctokit>;

/** Makes a client that acts with `token`. */
export function gitHubClient(token: string): GitHubClient {
  maskSecret(token);
  return getOctokit(token, { baseUrl: process.env.GITHUB_API_URL || "https://api.github.com" });
}
