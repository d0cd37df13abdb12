import { FaultError } from "#diagnostics";
import { differentParts, type ImageInputs, movedBaseImages, shortDigest } from "./image-inputs.ts";

/** An image that a registry has. */
export interface FoundImage {
  /** Its reference with the tag by which it was found. */
  reference: string;
  digest: string;
  /** When it was built, by its label; undefined where it says nothing. */
  created: Date | undefined;
  /** What it was built from, by its label. */
  inputs: ImageInputs | undefined;
}

/** What is known before anything is built. */
export interface Situation<Image extends FoundImage> {
  /** Inputs of the image that is wanted; undefined where they can't all be known. */
  inputs: ImageInputs | undefined;
  /** What has the release's tag already. */
  released: Image | undefined;
  /** What was built for the pull request that brought this commit. */
  tested: Image | undefined;
  /** The pull request that brought this commit. */
  pullRequest: number | undefined;
  /** What was built from the same inputs. */
  sameInputs: Image | undefined;
  /** Milliseconds. */
  maxAge: number;
  now: Date;
}

/** What to do, and why, in sentences. */
export type Decision<Image extends FoundImage> =
  | { result: "reused" | "promoted"; image: Image; reasons: string[] }
  | { result: "built"; reasons: string[] };

/**
 * Decides whether an image of the registry is taken or a new one is built. A released version with the same inputs
 * stays what it is; then comes the image that the pull request tested, then any with the same inputs.
 */
export function decide<Image extends FoundImage>(situation: Situation<Image>): Decision<Image> {
  const { inputs, released, tested, pullRequest, sameInputs } = situation;
  if (!inputs) return { result: "built", reasons: [] };
  if (released?.inputs && differentParts(released.inputs, inputs).length === 0) {
    const moved = movedBaseImages(released.inputs, inputs);
    const note = moved.map((move) => `${move} since then: raise the version to release it.`);
    return {
      result: "reused",
      image: released,
      reasons: [`${released.reference} was built from these inputs.`, ...note],
    };
  }
  const reasons: string[] = [];
  if (pullRequest !== undefined && !tested) {
    reasons.push(`No image of pull request #${pullRequest} is in the registry.`);
  }
  if (tested) {
    const objection = objectionTo(tested, inputs, situation);
    if (!objection) {
      const reason = `It was built and tested in pull request #${pullRequest} (${tested.reference}).`;
      return { result: "promoted", image: tested, reasons: [reason] };
    }
    reasons.push(`The image of pull request #${pullRequest} isn't taken: ${objection}.`);
  }
  if (sameInputs) {
    const objection = objectionTo(sameInputs, inputs, situation);
    if (!objection) {
      return {
        result: "reused",
        image: sameInputs,
        reasons: [...reasons, "An image with the same inputs is there."],
      };
    }
    if (sameInputs.digest !== tested?.digest)
      reasons.push(`${sameInputs.reference} isn't taken: ${objection}.`);
  } else if (!tested) {
    reasons.push("No image with the same inputs is in the registry.");
  }
  return { result: "built", reasons };
}

/** Throws a FaultError where a release's tag is another image's already. `digest` is undefined before a build. */
export function protectRelease(released: FoundImage | undefined, digest: string | undefined): void {
  if (!released || released.digest === digest) return;
  throw new FaultError({
    code: "image-tag-taken",
    message:
      `${released.reference} exists already, as ${shortDigest(released.digest)}; ` +
      `it would become ${digest ? shortDigest(digest) : "a newly built image"}.`,
    fix: "Raise the version, or set `overwrite: true` if replacing a released image is what you want.",
  });
}

function objectionTo(
  image: FoundImage,
  inputs: ImageInputs,
  { maxAge, now }: Pick<Situation<FoundImage>, "maxAge" | "now">,
): string | undefined {
  if (!image.inputs) return "it doesn't say what it was built from";
  const different = differentParts(image.inputs, inputs);
  if (different.length > 0) return `${different.join(", ")} changed since`;
  const moved = movedBaseImages(image.inputs, inputs);
  if (moved.length > 0) return `the base image ${moved.join(", ")}`;
  if (maxAge === Number.POSITIVE_INFINITY) return undefined;
  if (!image.created) return "it doesn't say when it was built";
  const age = now.getTime() - image.created.getTime();
  if (age > maxAge)
    return `it was built ${days(age)} days ago, longer than \`max-age\` (${days(maxAge)} days) allows`;
  return undefined;
}

function days(milliseconds: number): string {
  return (milliseconds / 86_400_000).toFixed(1).replace(/\.0$/, "");
}
