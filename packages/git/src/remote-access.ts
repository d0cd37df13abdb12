import { tmpdir } from "node:os";
import type { RunCommand } from "#command";
import { authorization } from "./authorization.ts";
import { git, withoutCredentials } from "./git-command.ts";

/** How a remote answered whoever asked to read it. */
export type RemoteAccess =
  | { kind: "there" }
  /** The repository can be read, and has no such branch. */
  | { kind: "no-branch" }
  | { kind: "refused"; said: string }
  /** Its host can't be reached from here. */
  | { kind: "unreachable"; said: string };

/**
 * Asks a remote for a branch, as a clone of it would begin, and fetches nothing. What the machine's own credential
 * helpers know doesn't count, nor what a clone's own settings say.
 *
 * @param address of https, http or file: no other way is opened
 * @param branch its default one where it is null
 * @param token reaches git through the environment alone
 */
export async function remoteAccess(
  run: RunCommand,
  address: string,
  branch: string | null,
  token?: string,
): Promise<RemoteAccess> {
  const env = {
    ...authorization(address, token),
    GIT_ALLOW_PROTOCOL: "https:http:file",
    // A host that takes the connection and says nothing is not waited for.
    GIT_HTTP_LOW_SPEED_LIMIT: "1",
    GIT_HTTP_LOW_SPEED_TIME: "20",
  };
  const ref = branch === null ? "HEAD" : `refs/heads/${branch}`;
  const { exitCode, stderr } = await git(
    run,
    tmpdir(),
    env,
  )(["-c", "credential.helper=", "ls-remote", "--exit-code", "--", address, ref], { allowed: "any" });
  if (exitCode === 0) return { kind: "there" };
  if (exitCode === 2) return { kind: "no-branch" };
  const lines = withoutCredentials(stderr.trim())
    .split("\n")
    .filter((line) => line !== "");
  const said =
    lines.find((line) => /^(fatal|remote|error): /.test(line)) ?? lines.at(-1) ?? "git gave no reason";
  return { kind: UNREACHABLE.test(stderr) ? "unreachable" : "refused", said };
}

/** What curl says, through git, of a host that it gets no answer from. */
const UNREACHABLE =
  /Could not resolve (?:host|proxy)|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out)|Operation too slow/;
