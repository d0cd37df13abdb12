import { createHash } from "node:crypto";
import type { ContainerRegistry } from "#services";
import type { ContainerPackage } from "../github/index.ts";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Pushes to one repository of a registry, and notes what GitHub's API of packages would list. */
class Pusher {
  private readonly registry: ContainerRegistry;
  private readonly repository: string;
  private readonly versions: ContainerPackage["versions"];

  constructor(registry: ContainerRegistry, repository: string, versions: ContainerPackage["versions"]) {
    this.registry = registry;
    this.repository = repository;
    this.versions = versions;
  }

  private send(path: string, method: string, body: string, type: string) {
    const { host, credentials } = this.registry;
    const { username, password } = credentials ?? {};
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    return fetch(path.startsWith("http") ? path : `http://${host}/v2/${this.repository}${path}`, {
      method,
      body,
      headers: { "content-type": type, ...(credentials ? { authorization: `Basic ${basic}` } : {}) },
    });
  }

  async blob(text: string) {
    const started = await this.send("/blobs/uploads/", "POST", "", "application/octet-stream");
    const place = new URL(started.headers.get("location") ?? "");
    place.searchParams.set("digest", digestOf(text));
    const { status } = await this.send(place.href, "PUT", text, "application/octet-stream");
    if (status !== 201) throw new Error(`The registry answered ${status} to a blob.`);
    return { digest: digestOf(text), size: text.length };
  }

  async manifest(content: object, type: string, tags: string[]) {
    const text = JSON.stringify({ schemaVersion: 2, mediaType: type, ...content });
    const digest = digestOf(text);
    for (const reference of tags.length > 0 ? tags : [digest]) {
      const { status } = await this.send(`/manifests/${reference}`, "PUT", text, type);
      if (status !== 201) throw new Error(`The registry answered ${status} to a manifest.`);
    }
    if (!this.versions.some((version) => version.digest === digest)) {
      const id = Math.max(0, ...this.versions.map((version) => version.id)) + 1;
      this.versions.push({ id, digest, tags });
    }
    return { mediaType: type, digest, size: text.length };
  }
}

/**
 * An index of one image, as BuildKit pushes it; images of the same text share it.
 *
 * @param versions what GitHub lists of the package, which is added to
 * @returns the index's digest
 */
export async function pushImage(
  registry: ContainerRegistry,
  repository: string,
  versions: ContainerPackage["versions"],
  text: string,
  ...tags: string[]
): Promise<string> {
  const pusher = new Pusher(registry, repository, versions);
  const config = await pusher.blob(JSON.stringify({ text }));
  const layers: object[] = [];
  const part = await pusher.manifest(
    { config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config }, layers },
    MANIFEST,
    [],
  );
  const index = { manifests: [part], annotations: { tags: tags.join() } };
  return (await pusher.manifest(index, INDEX, tags)).digest;
}
