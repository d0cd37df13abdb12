import { createHash } from "node:crypto";

/** The label in which an image carries the {@link ImageInputs} that it was built from, as JSON. */
export const INPUTS_LABEL = "io.github.prefect-cicd.inputs";

/** Everything that goes into an image, each part as a hash, so that two images' inputs can be compared. */
export interface ImageInputs {
  /** The Dockerfile's text. */
  dockerfile: string;
  /** What its COPY and ADD take of the context. */
  files: string;
  buildArgs: string;
  target: string;
  platforms: string;
  /** Which attestations come with it: provenance, SBOM. */
  attestations: string;
  /** Digests of base images by their reference in the Dockerfile. */
  baseImages: Record<string, string>;
}

type Part = Exclude<keyof ImageInputs, "baseImages">;

const PARTS: Record<Part, string> = {
  dockerfile: "the Dockerfile",
  files: "the files that it copies",
  buildArgs: "the build arguments",
  target: "the target",
  platforms: "the platforms",
  attestations: "the attestations asked for",
};

/** A part of {@link ImageInputs}: a hash of a value whose maps are in order of their keys. */
export function hashPart(value: string | readonly string[] | Readonly<Record<string, string>>): string {
  const ordered =
    typeof value === "object" && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value;
  return createHash("sha256").update(JSON.stringify(ordered)).digest("hex").slice(0, 32);
}

/** The tag under which an image with these inputs is found: `inputs-` and 40 hexadecimal digits. */
export function inputsTag(inputs: ImageInputs): string {
  return `inputs-${createHash("sha256").update(formatInputs(inputs)).digest("hex").slice(0, 40)}`;
}

/** The tag of the image that was last built for a pull request. */
export function pullRequestTag(pullRequest: number): string {
  return `pr-${pullRequest}`;
}

/** Inputs as the text of {@link INPUTS_LABEL}; the same inputs give the same text. */
export function formatInputs(inputs: ImageInputs): string {
  const parts = (Object.keys(PARTS) as Part[]).map((part) => [part, inputs[part]]);
  const baseImages = Object.entries(inputs.baseImages).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ ...Object.fromEntries(parts), baseImages: Object.fromEntries(baseImages) });
}

/** Reads {@link INPUTS_LABEL}; undefined where an image has none that can be read. */
export function parseInputs(label: string | undefined): ImageInputs | undefined {
  if (label === undefined) return undefined;
  try {
    const value = JSON.parse(label) as Record<string, unknown> | null;
    const baseImages = value?.baseImages;
    if (typeof baseImages !== "object" || baseImages === null) return undefined;
    const texts = [...Object.keys(PARTS).map((part) => value?.[part]), ...Object.values(baseImages)];
    return texts.every((text) => typeof text === "string") ? (value as unknown as ImageInputs) : undefined;
  } catch {
    return undefined;
  }
}

/** Which parts other than base images differ, in words. */
export function differentParts(a: ImageInputs, b: ImageInputs): string[] {
  return (Object.keys(PARTS) as Part[]).filter((part) => a[part] !== b[part]).map((part) => PARTS[part]);
}

/** Base images of `now` that have another digest than in `before`, each with both. */
export function movedBaseImages(before: ImageInputs, now: ImageInputs): string[] {
  return Object.entries(now.baseImages)
    .filter(([reference, digest]) => before.baseImages[reference] !== digest)
    .map(
      ([reference, digest]) =>
        `${reference} moved from ${shortDigest(before.baseImages[reference])} to ${shortDigest(digest)}`,
    );
}

/** A digest as a reader can compare it by eye: `sha256:` and 12 digits. */
export function shortDigest(digest: string | undefined): string {
  return digest?.slice(0, "sha256:".length + 12) ?? "none";
}
