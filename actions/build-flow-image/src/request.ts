import { resolve } from "node:path";
import type { RunContext } from "#ci-run";
import {
  type Attesting,
  checkRequest,
  type ImageRequest,
  imageTags,
  ownPlatform,
  parseImageName,
  parsePromotion,
} from "#flow-image";
import type { Inputs } from "./inputs.ts";

/** Docker's own default, in the context. */
const DEFAULT_DOCKERFILE = "Dockerfile";

/** What the inputs ask for in this run; throws one FaultError with all that is wrong with them. */
export async function imageRequest(inputs: Inputs, context: RunContext): Promise<ImageRequest> {
  const { pullRequest } = context;
  const image = parseImageName(inputs.image);
  const { tags, releaseTag } = imageTags({
    environment: inputs.environment,
    tags: inputs.tags,
    version: inputs.version,
    pullRequest: pullRequest?.number,
    run: context.runNumber,
  });
  const folder = resolve(context.workspace, inputs.context);
  const [start, dockerfile] = inputs.dockerfile
    ? [context.workspace, inputs.dockerfile]
    : [folder, DEFAULT_DOCKERFILE];
  const request: ImageRequest = {
    image,
    tags,
    releaseTag,
    version: inputs.version,
    context: folder,
    dockerfile: resolve(start, dockerfile),
    target: inputs.target,
    platforms: inputs.platforms.length > 0 ? inputs.platforms : [ownPlatform()],
    buildArgs: inputs.buildArgs,
    secrets: inputs.secrets,
    push: inputs.push,
    cache: inputs.cache,
    credentials: inputs.credentials,
    builder: inputs.builder,
    provenance: inputs.provenance,
    sbom: inputs.sbom,
    reuse: inputs.reuse,
    maxAge: inputs.maxAge * 1000,
    promoteFrom: inputs.promoteFrom === undefined ? undefined : parsePromotion(inputs.promoteFrom, image),
    attestedBy: inputs.requireAttestation ? attesting(inputs, context) : undefined,
    overwrite: inputs.overwrite,
    // A pull request that was just merged is no longer tested: its image is what the merge takes.
    pullRequest: pullRequest?.merged ? undefined : pullRequest?.number,
    source:
      context.repository && `${process.env.GITHUB_SERVER_URL || "https://github.com"}/${context.repository}`,
    revision: pullRequest && !pullRequest.merged ? pullRequest.headSha : context.sha,
  };
  if (!request.promoteFrom) await checkRequest(request);
  return request;
}

/** Who has to have attested what is taken: unless it is said, this workflow, on the default branch. */
function attesting(
  { signerWorkflows, sourceRef, attestationsAvailable: available }: Inputs,
  { repository, defaultBranch, ref }: RunContext,
): Attesting {
  const own = process.env.GITHUB_WORKFLOW_REF;
  const signers = (signerWorkflows.length > 0 ? signerWorkflows : own ? [own] : []).map(withoutRef);
  const branch = defaultBranch === undefined ? ref : `refs/heads/${defaultBranch}`;
  const source = sourceRef ?? branch;
  if (repository && signers.length > 0 && source)
    return { repository, signers, sourceRef: source, available };
  // Nothing that could be told from anybody else's can be taken.
  return { repository: repository ?? "", signers, sourceRef: source ?? "", available: false };
}

/** `owner/name/.github/workflows/file.yml@refs/heads/main`, as contexts name a workflow, without where it ran. */
const withoutRef = (workflow: string) => workflow.replace(/@.*$/, "");
