import { createHash } from "node:crypto";
import type { Credentials } from "./docker-credentials.ts";
import { formatReference, type ImageName, type ImageReference } from "./image-name.ts";
import { RegistryAccess, RegistryError } from "./registry-access.ts";

/** What an image's config says that matters here (OCI image specification, `config.md`). */
export interface ImageConfig {
  labels: Record<string, string>;
  /** Instructions that run when another Dockerfile builds on the image; Docker's own addition. */
  onBuild: string[];
  /** `linux/arm64/v8`; null where it doesn't say. */
  platform: string | null;
}

/** A manifest as a registry holds it: of an image, or of an index of images for several platforms. */
export interface Manifest {
  digest: string;
  mediaType: string;
  body: Buffer;
}

interface Descriptor {
  digest: string;
  platform?: Platform;
}

interface Platform {
  os?: string;
  architecture?: string;
  variant?: string;
}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Reads and tags images by the OCI distribution specification. Every method throws a {@link RegistryError} where
 * a registry doesn't answer or refuses.
 */
export class Registry {
  private readonly accesses = new Map<string, Promise<RegistryAccess>>();

  private readonly credentials: (registry: string) => Promise<Credentials | undefined>;

  constructor(credentials: (registry: string) => Promise<Credentials | undefined>) {
    this.credentials = credentials;
  }

  /** The manifest of a tag or digest; undefined where there is none. */
  async manifest(reference: ImageReference): Promise<Manifest | undefined> {
    const access = await this.access(reference);
    const response = await access.request(
      "GET",
      `/manifests/${reference.digest ?? reference.tag ?? "latest"}`,
      {
        headers: { accept: MANIFEST_TYPES },
      },
    );
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status === 404) return undefined;
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    if (reference.digest && reference.digest !== digest) {
      throw new RegistryError(
        reference.registry,
        "answer",
        `The registry ${reference.registry} answered something else than ${formatReference(reference)}.`,
      );
    }
    return { digest, mediaType: response.headers.get("content-type") ?? "", body };
  }

  /** The config of a manifest's image; of an index, that of its first image. */
  async config(name: ImageName, manifest: Manifest): Promise<ImageConfig> {
    const content = JSON.parse(manifest.body.toString("utf8")) as {
      config?: Descriptor;
      manifests?: Descriptor[];
    };
    // BuildKit keeps attestations in the index too, as images of an unknown system.
    const first = content.manifests?.find(({ platform }) => platform?.os !== "unknown");
    if (first) {
      const image = await this.manifest({ ...name, tag: undefined, digest: first.digest });
      if (image) return this.config(name, image);
    }
    if (!content.config) return { labels: {}, onBuild: [], platform: null };
    const access = await this.access(name);
    const response = await access.request("GET", `/blobs/${content.config.digest}`);
    const blob = (response.ok ? await response.json() : {}) as {
      os?: string;
      architecture?: string;
      variant?: string;
      config?: { Labels?: Record<string, string> | null; OnBuild?: string[] | null };
    };
    return {
      labels: blob.config?.Labels ?? {},
      onBuild: blob.config?.OnBuild ?? [],
      platform: platformText(blob),
    };
  }

  /** Platforms of an image or of an index' images, such as `linux/arm64/v8`; none where nothing tells. */
  async platforms(name: ImageName, manifest: Manifest): Promise<string[]> {
    const { manifests } = JSON.parse(manifest.body.toString("utf8")) as { manifests?: Descriptor[] };
    const all = manifests
      ? manifests.map(({ platform }) => (platform?.os === "unknown" ? null : platformText(platform ?? {})))
      : [(await this.config(name, manifest)).platform];
    return [...new Set(all.filter((platform) => platform !== null))];
  }

  /** Makes `tag` name a manifest that the same repository has. */
  async addTag(name: ImageName, manifest: Manifest, tag: string): Promise<void> {
    const access = await this.access(name);
    const response = await access.request("PUT", `/manifests/${tag}`, {
      headers: { "content-type": manifest.mediaType },
      body: new Uint8Array(manifest.body),
    });
    response.discard();
    if (!response.ok) {
      throw new RegistryError(
        name.registry,
        "answer",
        `The registry ${name.registry} answered ${response.status} when ${name.name}:${tag} was added.`,
      );
    }
  }

  private access(name: ImageName): Promise<RegistryAccess> {
    const known = this.accesses.get(`${name.registry}/${name.repository}`);
    if (known) return known;
    const access = this.credentials(name.registry).then(
      (credentials) => new RegistryAccess(name.registry, name.repository, credentials),
    );
    this.accesses.set(`${name.registry}/${name.repository}`, access);
    return access;
  }
}

function platformText({ os, architecture, variant }: Platform): string | null {
  return os && architecture ? [os, architecture, ...(variant ? [variant] : [])].join("/") : null;
}
