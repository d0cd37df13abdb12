import type { GitHub } from "./client.ts";
import { gitHubFault } from "./fault.ts";

/**
 * Login of the account that a token is, as it stands in comments: `github-actions[bot]` for a job's own. Asked by
 * GraphQL, since `GET /user` has no answer for the token of a job or an app.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function tokenLogin(github: GitHub): Promise<string> {
  try {
    const { viewer } = await github.graphql<{ viewer: { login: string } }>("query { viewer { login } }");
    return viewer.login;
  } catch (error) {
    throw gitHubFault(error, { doing: "tell whose github-token it is", permission: "pull-requests: write" });
  }
}
