import { readFile } from "node:fs/promises";
import type { Reporter } from "#diagnostics";
import { hashContextFiles } from "./context-files.ts";
import type { FoundImage } from "./decision.ts";
import { readDockerfile } from "./dockerfile.ts";
import { explainRegistry } from "./failures.ts";
import { hashPart, type ImageInputs, INPUTS_LABEL, parseInputs } from "./image-inputs.ts";
import { formatReference, type ImageReference, parseReference } from "./image-name.ts";
import type { Manifest, Registry } from "./registry.ts";
import { RegistryError } from "./registry-access.ts";
import type { ImageRequest } from "./request.ts";

/** An image with the manifest that is needed to tag it. */
export type LoadedImage = FoundImage & { manifest: Manifest };

/**
 * Finds an image in its registry; undefined where it isn't there, or where there is no access to it (GHCR says so of
 * a package that doesn't exist yet; a push will tell). Throws a FaultError where the registry can't be asked.
 */
export async function findImage(
  registry: Registry,
  reference: ImageReference,
): Promise<LoadedImage | undefined> {
  try {
    const manifest = await registry.manifest(reference);
    if (!manifest) return undefined;
    const { labels } = await registry.config(reference, manifest);
    const created = new Date(labels["org.opencontainers.image.created"] ?? Number.NaN);
    return {
      reference: formatReference(reference),
      digest: manifest.digest,
      created: Number.isNaN(created.getTime()) ? undefined : created,
      inputs: parseInputs(labels[INPUTS_LABEL]),
      manifest,
    };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.reason === "access") return undefined;
    throw explainRegistry(error);
  }
}

/** The inputs of the image that is wanted, or the reasons why they can't all be known. */
export type KnownInputs = { inputs: ImageInputs; unknowns: [] } | { inputs: undefined; unknowns: string[] };

/** Hashes everything that goes into an image; base images by their digests in their registries. */
export async function readInputs(
  request: ImageRequest,
  registry: Registry,
  reporter: Reporter,
): Promise<KnownInputs> {
  const text = await readFile(request.dockerfile, "utf8");
  const { sources, baseImages, unknowns } = readDockerfile(text, request.buildArgs);
  const [files, bases] = await Promise.all([
    hashContextFiles(request.context, sources, request.dockerfile),
    Promise.all(baseImages.map((reference) => readBaseImage(reference, registry))),
  ]);
  const all = [...unknowns, ...files.unknowns, ...bases.flatMap(({ unknown }) => unknown ?? [])];
  if (all.length > 0) return { inputs: undefined, unknowns: all };
  reporter.info(`The image takes ${files.count} files of its context and ${bases.length} base images.`);
  const inputs: ImageInputs = {
    dockerfile: hashPart(text),
    files: files.hash,
    buildArgs: hashPart(request.buildArgs),
    target: hashPart(request.target ?? ""),
    platforms: hashPart([...request.platforms].sort()),
    attestations: hashPart([request.provenance, String(request.sbom)]),
    baseImages: Object.fromEntries(bases.map(({ reference, digest = "" }) => [reference, digest])),
  };
  return { inputs, unknowns: [] };
}

interface BaseImage {
  reference: string;
  digest?: string;
  unknown?: string;
}

async function readBaseImage(written: string, registry: Registry): Promise<BaseImage> {
  const reference = parseReference(written);
  if (!reference) return { reference: written, unknown: `${written} is no reference of an image` };
  try {
    const manifest = await registry.manifest(reference);
    if (!manifest) return { reference: written, unknown: `the base image ${written} isn't in its registry` };
    const { onBuild } = await registry.config(reference, manifest);
    if (onBuild.length > 0) {
      return {
        reference: written,
        unknown: `the base image ${written} adds instructions of its own (ONBUILD)`,
      };
    }
    return { reference: written, digest: manifest.digest };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { reference: written, unknown: `the base image ${written} can't be looked up: ${error.message}` };
  }
}
