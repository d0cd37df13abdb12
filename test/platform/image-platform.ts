import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import {
  type BuildKit,
  type ContainerRegistry,
  type DockerCommand,
  debianPackage,
  prepareDocker,
  runBundle,
  type StepOptions,
  type StepResult,
  startBuildKit,
  startContainerRegistry,
} from "#services";

/** A registry with a password, BuildKit and Docker's command line, for whole runs of build-flow-image. */
export interface ImagePlatform {
  registry: ContainerRegistry;
  buildKit: BuildKit;
  docker: DockerCommand;
  /** Variables under which the action finds all of it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export async function startImagePlatform(): Promise<ImagePlatform> {
  const [registry, buildKit, docker] = await Promise.all([
    startContainerRegistry({ withPassword: true }),
    startBuildKit(),
    prepareDocker(),
  ]);
  return {
    registry,
    buildKit,
    docker,
    env: { ...docker.env, BUILDKIT_HOST: buildKit.address },
    async stop() {
      await Promise.all([buildKit.stop(), registry.stop()]);
      await docker.remove();
    },
  };
}

/** Writes files into a new folder, which stands for the checked-out repository. */
export async function workspace(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-image-"));
  folders.push(folder);
  await writeFiles(folder, files);
  return folder;
}

const folders: string[] = [];

/** Removes what {@link workspace} made. */
export async function removeWorkspaces(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Runs the action with the platform's registry, credentials and BuildKit. */
export function runBuild(
  { registry, env }: ImagePlatform,
  image: string,
  options: StepOptions,
): Promise<StepResult> {
  return runBundle("build-flow-image", {
    ...options,
    inputs: {
      image: `${registry.host}/${image}`,
      cache: "none",
      "registry-username": registry.credentials?.username ?? "",
      "registry-password": registry.credentials?.password ?? "",
      // Nobody else pushes to the tests' registry.
      "require-attestation": "false",
      ...options.inputs,
    },
    env: { ...env, ...options.env },
  });
}

/** A manifest as the registry holds it now; undefined where the tag is not there. */
export async function manifestOf({ registry }: ImagePlatform, image: string, tag: string) {
  const response = await registryGet(registry, `/v2/${image}/manifests/${tag}`);
  if (response.status === 404) return undefined;
  const digest = response.headers.get("docker-content-digest");
  return { digest, content: (await response.json()) as Manifest };
}

/**
 * The tag of a version, or of a pull request's build of one, that stands at a digest; not those by which images are found
 * again.
 */
export async function versionOf(
  platform: ImagePlatform,
  image: string,
  digest: string,
): Promise<string | undefined> {
  const tags = (await tagsOf(platform, image)).filter((tag) => /^\d+\.\d+\.\d+/.test(tag));
  const manifests = await Promise.all(tags.map((tag) => manifestOf(platform, image, tag)));
  return tags[manifests.findIndex((manifest) => manifest?.digest === digest)];
}

export interface Manifest {
  manifests?: { digest: string; platform: { os: string; architecture: string } }[];
  config?: { digest: string };
  layers?: { digest: string; mediaType: string }[];
}

/** A blob (a config, a layer, an attestation) as text. */
export async function blobOf({ registry }: ImagePlatform, image: string, digest: string): Promise<string> {
  return (await registryGet(registry, `/v2/${image}/blobs/${digest}`)).text();
}

/** The tags that the registry has of an image. */
export async function tagsOf({ registry }: ImagePlatform, image: string): Promise<string[]> {
  const { tags } = (await (await registryGet(registry, `/v2/${image}/tags/list`)).json()) as {
    tags?: string[];
  };
  return (tags ?? []).sort();
}

function registryGet({ host, credentials }: ContainerRegistry, path: string): Promise<Response> {
  const { username = "", password = "" } = credentials ?? {};
  const accept = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
  ].join(", ");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return fetch(`http://${host}${path}`, { headers: { accept, authorization } });
}

/** Files of a build context whose image can run a shell: Debian's busybox. */
export async function busyboxContext(dockerfile: string): Promise<string> {
  const folder = await workspace({ Dockerfile: dockerfile });
  const busybox = join(await debianPackage("busybox-static"), "bin/busybox");
  await copyFile(busybox, join(folder, "busybox"));
  await chmod(join(folder, "busybox"), 0o755);
  return folder;
}

/** Builders that buildx knows, other than the one that is always there. */
export async function buildersOf({ env }: ImagePlatform): Promise<string[]> {
  const { stdout } = await runLocally("docker", ["buildx", "ls", "--format", "{{.Name}}"], { env });
  return [...new Set(stdout.split("\n").filter((name) => name.startsWith("prefect-cicd-")))];
}
