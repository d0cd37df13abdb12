import { resolve } from "node:path";
import type { RunContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import {
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
    requireAttestation: inputs.requireAttestation ? attesting(context) : undefined,
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

function attesting({ repository }: RunContext): string {
  if (repository) return repository;
  throw new FaultError({
    message: "Input `require-attestation` is true, but no GITHUB_REPOSITORY says whose attestation it is.",
    fix: "Use it within GitHub Actions.",
  });
}
