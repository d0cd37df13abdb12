import { FaultError } from "#diagnostics";
import { attestationProblem } from "./attestation.ts";
import { withLogin } from "./build.ts";
import { type Decision, decide, protectRelease, type Situation } from "./decision.ts";
import { docker } from "./docker.ts";
import { explainBuild, explainRegistry } from "./failures.ts";
import { shortDigest } from "./image-inputs.ts";
import { formatReference, type ImageReference } from "./image-name.ts";
import { findImage, type LoadedImage } from "./look-up.ts";
import type { Registry } from "./registry.ts";
import { RegistryError } from "./registry-access.ts";
import type { ImageRequest, ImageResult } from "./request.ts";
import type { Tools } from "./tools.ts";

/** {@link decide}; an image without the attestation that is required is left out, and the next best looked at. */
export async function decideAttested(
  situation: Situation<LoadedImage>,
  request: ImageRequest,
  tools: Tools,
): Promise<Decision<LoadedImage>> {
  const decision = decide(situation);
  if (decision.result === "built") return decision;
  const { image } = decision;
  const objection = await attestationProblem(`${request.image.name}@${image.digest}`, request, tools);
  if (!objection) return decision;
  const unlessRejected = (other: LoadedImage | undefined) =>
    other?.digest === image.digest ? undefined : other;
  const next = await decideAttested(
    {
      ...situation,
      released: unlessRejected(situation.released),
      tested: unlessRejected(situation.tested),
      sameInputs: unlessRejected(situation.sameInputs),
    },
    request,
    tools,
  );
  return { ...next, reasons: [`${image.reference} isn't taken: ${objection}.`, ...next.reasons] };
}

/**
 * The image that has a release's tag, where it may count as that release: one that nobody attested was pushed by who knows
 * whom, and is none. Also says why it is none.
 */
export async function trustedRelease(
  released: LoadedImage | undefined,
  request: ImageRequest,
  tools: Tools,
): Promise<{ released: LoadedImage | undefined; reasons: string[] }> {
  if (!released) return { released, reasons: [] };
  const objection = await attestationProblem(`${request.image.name}@${released.digest}`, request, tools);
  if (!objection) return { released, reasons: [] };
  const { reference, digest } = released;
  return {
    released: undefined,
    reasons: [`${reference} was ${shortDigest(digest)}, which counts for nothing: ${objection}.`],
  };
}

/** Gives an image of the request's repository further tags, without a build. */
export async function addTags(
  { manifest }: LoadedImage,
  tags: readonly string[],
  { image }: ImageRequest,
  registry: Registry,
): Promise<void> {
  try {
    await Promise.all(tags.map((tag) => registry.addTag(image, manifest, tag)));
  } catch (error) {
    throw error instanceof RegistryError ? explainRegistry(error) : error;
  }
}

/** Gives the image of `promote-from` the request's tags, also from another repository or registry. */
export async function promote(
  from: ImageReference,
  released: LoadedImage | undefined,
  request: ImageRequest,
  registry: Registry,
  tools: Tools,
): Promise<ImageResult> {
  const { image, tags, overwrite } = request;
  const reference = formatReference(from);
  const found = await findImage(registry, from);
  if (!found) {
    throw new FaultError({
      code: "image-missing",
      message: `Input \`promote-from\` names ${reference}, which isn't there or can't be read.`,
      fix: "Write a tag or digest of the image, or a full reference of another one.",
    });
  }
  if (!overwrite) protectRelease(released, found.digest);
  const byDigest = { ...from, tag: undefined, digest: found.digest };
  const objection = await attestationProblem(formatReference(byDigest), request, tools);
  if (objection) {
    throw new FaultError({
      code: "image-unfit",
      message: `Input \`promote-from\` names ${reference}, but ${objection}.`,
      fix: "Attest the image where it is built (actions/attest).",
    });
  }
  if (from.name === image.name) await addTags(found, tags, request, registry);
  else await copyImage(formatReference(byDigest), request, tools);
  return { result: "promoted", tags, digest: found.digest, reasons: [`It is ${reference}.`] };
}

/** Copies an image with everything that belongs to it; buildx knows how to between registries. */
async function copyImage(from: string, request: ImageRequest, tools: Tools): Promise<void> {
  const { image, tags } = request;
  await withLogin(request, tools, async (env) => {
    const targets = tags.flatMap((tag) => ["--tag", `${image.name}:${tag}`]);
    // Without it an image without an index would be put into one, and get another digest.
    const args = ["buildx", "imagetools", "create", "--prefer-index=false", ...targets, from];
    const { exitCode, stderr } = await docker(tools.run, args, { env, signal: tools.signal });
    if (exitCode !== 0) throw explainBuild(stderr, image.registry);
  });
}
