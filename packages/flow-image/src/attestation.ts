import { withLogin } from "./build.ts";
import { lastLines } from "./failures.ts";
import type { ImageRequest } from "./request.ts";
import type { Tools } from "./tools.ts";

/** Why nothing of a registry is taken where nothing can be attested (docs.github.com, "Artifact attestations"). */
export const NOT_ATTESTABLE =
  "GitHub keeps no attestations of this repository, so nothing tells who pushed an image: private and internal repositories need GitHub Enterprise Cloud, and GitHub Enterprise Server has none";

/**
 * What speaks against taking an image of a registry: that `gh attestation verify` finds no signed provenance of it by one
 * of the workflows, on the ref, of the repository. Undefined where nothing does.
 *
 * @param image by its digest: a tag may be another image's by now
 */
export async function attestationProblem(
  image: string,
  request: ImageRequest,
  tools: Tools,
): Promise<string | undefined> {
  const { attestedBy } = request;
  if (!attestedBy) return undefined;
  if (!attestedBy.available) return NOT_ATTESTABLE;
  const { repository, signers, sourceRef } = attestedBy;
  const args = ["attestation", "verify", `oci://${image}`, "--repo", repository, "--source-ref", sourceRef];
  const token: Record<string, string> = tools.githubToken ? { GH_TOKEN: tools.githubToken } : {};
  try {
    // The manifest is fetched by its digest, from whichever registry it is in.
    return await withLogin(request, tools, async (env) => {
      let said = "";
      for (const signer of signers) {
        const { exitCode, stderr } = await tools.run("gh", [...args, "--signer-workflow", signer], {
          env: { ...env, ...token },
        });
        if (exitCode === 0) return undefined;
        said = lastLines(stderr);
      }
      return `it has no valid attestation by ${signers.join(" or ")} on ${sourceRef}: ${said}`;
    });
  } catch {
    return "its attestation can't be checked: GitHub's command line `gh` can't be started";
  }
}
