import { NOT_ATTESTABLE } from "./attestation.ts";
import { build, searchTags } from "./build.ts";
import { protectRelease } from "./decision.ts";
import { storedCredentials } from "./docker-credentials.ts";
import { inputsTag, pullRequestTag } from "./image-inputs.ts";
import { findImage, type KnownInputs, type LoadedImage, readInputs } from "./look-up.ts";
import { Registry } from "./registry.ts";
import type { ImageRequest, ImageResult } from "./request.ts";
import { addTags, decideAttested, promote, trustedRelease } from "./take-image.ts";
import type { Tools } from "./tools.ts";

/**
 * Gives an image its tags: by building it, or without a build, by taking the image of the registry that was built
 * from the same inputs. Throws a FaultError for everything that a user can fix.
 */
export async function buildFlowImage(request: ImageRequest, tools: Tools): Promise<ImageResult> {
  const { image, tags, overwrite, promoteFrom } = request;
  if (!request.push) {
    const digest = await build(request, undefined, tools);
    return { result: "built", tags, digest, reasons: ["It is built and not pushed."] };
  }
  const registry = new Registry(async (host) =>
    host === image.registry && request.credentials ? request.credentials : storedCredentials(host, tools.run),
  );
  const found = await findTag(request.releaseTag, request, registry);
  const { released, reasons: untrusted } = await trustedRelease(found, request, tools);
  if (promoteFrom) return promote(promoteFrom, released, request, registry, tools);
  const [known, pullRequest] = await Promise.all([
    readInputs(request, registry, tools.reporter),
    mergedPullRequest(request, tools),
  ]);
  const { inputs } = known;
  const candidates = takesNothing(request) ? undefined : inputs;
  const [tested, sameInputs] = await Promise.all([
    findTag(
      candidates && pullRequest !== undefined ? pullRequestTag(pullRequest) : undefined,
      request,
      registry,
    ),
    findTag(candidates ? inputsTag(candidates) : undefined, request, registry),
  ]);
  const decision = await decideAttested(
    {
      inputs: candidates,
      released: overwrite ? undefined : released,
      tested,
      pullRequest,
      sameInputs,
      maxAge: request.maxAge,
      now: new Date(),
    },
    request,
    tools,
  );
  const reasons = [...untrusted, ...withoutCandidates(request, known), ...decision.reasons];
  for (const reason of reasons) tools.reporter.info(reason);
  if (decision.result === "built") {
    if (!overwrite) protectRelease(released, undefined);
    return { result: "built", tags, digest: await build(request, inputs, tools), reasons };
  }
  const { digest } = decision.image;
  if (!overwrite) protectRelease(released, digest);
  const wanted = [...tags, ...(inputs ? searchTags(request, inputs) : [])];
  const missing = wanted.filter((tag) => !(tag === request.releaseTag && released?.digest === digest));
  await addTags(decision.image, missing, request, registry);
  return { result: decision.result, tags, digest, reasons };
}

async function findTag(
  tag: string | undefined,
  { image }: ImageRequest,
  registry: Registry,
): Promise<LoadedImage | undefined> {
  return tag === undefined ? undefined : findImage(registry, { ...image, tag, digest: undefined });
}

/** A pull request has no merge that brought it; and where nothing is taken, nothing needs to be found. */
async function mergedPullRequest(
  request: ImageRequest,
  { findPullRequest }: Tools,
): Promise<number | undefined> {
  if (request.pullRequest !== undefined || takesNothing(request)) return undefined;
  return findPullRequest?.();
}

/** Whether no image of the registry is looked for. */
const takesNothing = ({ reuse, attestedBy }: ImageRequest) => !reuse || attestedBy?.available === false;

/** Why no image of the registry was looked for. */
function withoutCandidates({ reuse, attestedBy }: ImageRequest, { unknowns }: KnownInputs): string[] {
  if (!reuse) return ["It is built because `reuse` is false."];
  if (attestedBy?.available === false) return [`It is built: ${NOT_ATTESTABLE}.`];
  return unknowns.map((unknown) => `No image of the registry can stand in for a build: ${unknown}.`);
}
