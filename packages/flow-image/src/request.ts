import type { Credentials } from "./docker-credentials.ts";
import type { ImageName, ImageReference } from "./image-name.ts";

/** Where layers are kept between builds: GitHub's cache, a tag `buildcache` beside the image, nowhere. */
export const CACHES = ["gha", "registry", "none"] as const;
export type Cache = (typeof CACHES)[number];

/** The image that is wanted; every value has been checked. Paths are absolute. */
export interface ImageRequest {
  image: ImageName;
  /** The tags it gets; at least one. */
  tags: readonly string[];
  /** The one of `tags` that is a release's; see `overwrite`. */
  releaseTag: string | undefined;
  version: string | undefined;
  /** Folder of the build context. */
  context: string;
  dockerfile: string;
  target: string | undefined;
  platforms: readonly string[];
  buildArgs: Readonly<Record<string, string>>;
  /** Build secrets by their id. */
  secrets: Readonly<Record<string, string>>;
  push: boolean;
  cache: Cache;
  /** Of the image's registry; without them docker's own are used. */
  credentials: Credentials | undefined;
  /** An existing builder; one is made and removed where there is none. */
  builder: string | undefined;
  /** BuildKit's `mode=min`, `mode=max`, or none. */
  provenance: "min" | "max" | "false";
  sbom: boolean;
  /** Whether an image of the registry that was built from the same inputs is taken. */
  reuse: boolean;
  /** Milliseconds after which an image of the registry is too old to be taken. */
  maxAge: number;
  /** Takes this image, whatever it was built from. */
  promoteFrom: ImageReference | undefined;
  /**
   * Whose attestation an image of the registry has to have before it is taken; undefined where any image of the right
   * labels and tags is, which whoever can push to the registry decides.
   */
  attestedBy: Attesting | undefined;
  /** Whether a release's tag may be moved to another image. */
  overwrite: boolean;
  /** The pull request that is being built. */
  pullRequest: number | undefined;
  /** Address of the source's repository, and its commit, for the image's labels. */
  source: string | undefined;
  revision: string | undefined;
}

/** Who has to have attested an image. */
export interface Attesting {
  /** `owner/name` of the repository that was built. */
  repository: string;
  /** Workflows that may have done it, as `owner/name/.github/workflows/file.yml`; one of them is enough. */
  signers: readonly string[];
  /** Ref that they ran on, such as `refs/heads/main`. */
  sourceRef: string;
  /** False where GitHub keeps no attestations of the repository: then no image is taken. */
  available: boolean;
}

/** What was done. */
export interface ImageResult {
  result: "built" | "reused" | "promoted";
  /** The tags the image has now, the first being the one to deploy. */
  tags: readonly string[];
  /** Of the index, or of the image where there is one platform and no attestation. */
  digest: string;
  /** Why it was built, or where it was taken from; sentences. */
  reasons: readonly string[];
}
