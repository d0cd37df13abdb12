import type { RunCommand } from "#command";
import { lastLines } from "./failures.ts";

/**
 * Whether `gh attestation verify` finds a signed provenance of an image that names `repository` (`owner/name`).
 * Answers the objection, or undefined where there is none. The token is `gh`'s own GH_TOKEN of the environment.
 */
export async function attestationObjection(
  image: string,
  repository: string,
  run: RunCommand,
  env: Record<string, string>,
): Promise<string | undefined> {
  try {
    const args = ["attestation", "verify", `oci://${image}`, "--repo", repository];
    const { exitCode, stderr } = await run("gh", args, { env });
    if (exitCode === 0) return undefined;
    return `it has no valid attestation of ${repository}: ${lastLines(stderr)}`;
  } catch {
    return "its attestation can't be checked: GitHub's command line `gh` can't be started";
  }
}
