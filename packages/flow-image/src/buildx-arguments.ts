import type { Cache, ImageRequest } from "./request.ts";

/** What only the run knows, besides the request. */
export interface BuildDetails {
  builder: string;
  /** File that BuildKit writes the digest to. */
  metadataFile: string;
  /** Further tags, by which the image is found again. */
  extraTags: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** Digests of base images, so that what was hashed is what is built. */
  baseImages: Readonly<Record<string, string>>;
}

/** The arguments of `docker`, and the variables that carry the build's secrets. */
export interface BuildCommand {
  args: string[];
  env: Record<string, string>;
}

/** A build as an argument array: no shell reads it, and no secret is in it. */
export function buildCommand(request: ImageRequest, details: BuildDetails): BuildCommand {
  const { image, tags, target, platforms, buildArgs, provenance, sbom, push } = request;
  const secrets = Object.entries(request.secrets).map(([id, value], index) => ({
    id,
    value,
    variable: `FLOW_IMAGE_SECRET_${index}`,
  }));
  const args = [
    ...["buildx", "build", "--builder", details.builder, "--progress", "plain"],
    ...["--file", request.dockerfile, "--metadata-file", details.metadataFile],
    ...["--platform", platforms.join(",")],
    ...[...tags, ...details.extraTags].flatMap((tag) => ["--tag", `${image.name}:${tag}`]),
    ...Object.entries(details.labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...Object.entries(details.baseImages).flatMap(([reference, digest]) => pin(reference, digest)),
    ...Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...secrets.flatMap(({ id, variable }) => ["--secret", `id=${id},env=${variable}`]),
    ...(target ? ["--target", target] : []),
    `--provenance=${provenance === "false" ? "false" : `mode=${provenance}`}`,
    `--sbom=${sbom}`,
    ...cacheArguments(request.cache, image.name, push),
    ...["--output", `type=image,push=${push}`],
    request.context,
  ];
  return { args, env: Object.fromEntries(secrets.map(({ variable, value }) => [variable, value])) };
}

/** Labels of the OCI image specification (`annotations.md`) that say where an image comes from. */
export function originLabels(
  { source, revision, version }: ImageRequest,
  created: Date,
): Record<string, string> {
  const labels = { source, revision, version, created: created.toISOString() };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value ? [[`org.opencontainers.image.${name}`, value]] : [],
    ),
  );
}

/** A base image may move between its look-up and the build: BuildKit takes a named context in its place. */
function pin(reference: string, digest: string): string[] {
  if (reference.includes("@")) return [];
  return ["--build-context", `${reference}=docker-image://${reference}@${digest}`];
}

/** A cache that can't be written never fails a build; one that only reads isn't written without `push`. */
function cacheArguments(cache: Cache, name: string, push: boolean): string[] {
  if (cache === "none") return [];
  if (cache === "gha") {
    const scope = `scope=${name}`;
    return [
      "--cache-from",
      `type=gha,${scope}`,
      "--cache-to",
      `type=gha,mode=max,ignore-error=true,${scope}`,
    ];
  }
  const reference = `type=registry,ref=${name}:buildcache`;
  const write = [
    "--cache-to",
    `${reference},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`,
  ];
  return ["--cache-from", reference, ...(push ? write : [])];
}
