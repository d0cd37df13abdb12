import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunOptions } from "#command";
import { checkBuilder, makeBuilder, newBuilderName, removeBuilder } from "./builder.ts";
import { buildCommand, originLabels } from "./buildx-arguments.ts";
import { cacheVariables } from "./confined.ts";
import { docker } from "./docker.ts";
import { explainBuild } from "./failures.ts";
import { formatInputs, type ImageInputs, INPUTS_LABEL, inputsTag, pullRequestTag } from "./image-inputs.ts";
import { logIn, privateConfigEnv, removePrivateConfig } from "./private-docker-config.ts";
import type { ImageRequest } from "./request.ts";
import type { Tools } from "./tools.ts";

/** Builds (and pushes) an image and gives its digest. What was made on the way is removed, whatever happens. */
export async function build(
  request: ImageRequest,
  inputs: ImageInputs | undefined,
  tools: Tools,
): Promise<string> {
  return withLogin(request, tools, (env) =>
    withBuilder(request.builder, env, tools, (builder) => runBuild(request, inputs, builder, env, tools)),
  );
}

/** Runs `work` with the variables under which docker is logged in to the image's registry. */
export async function withLogin<T>(
  { credentials, image }: ImageRequest,
  { run, remember }: Tools,
  work: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  if (!credentials) return work({});
  const folder = await mkdtemp(join(tmpdir(), "flow-image-docker-"));
  remember("docker-config", folder);
  try {
    await logIn(folder, image.registry, credentials, run);
    return await work(privateConfigEnv(folder));
  } finally {
    await removePrivateConfig(folder);
    remember("docker-config", undefined);
  }
}

async function withBuilder<T>(
  existing: string | undefined,
  env: Record<string, string>,
  { run, remember, reporter }: Tools,
  work: (builder: string) => Promise<T>,
): Promise<T> {
  if (existing) {
    await checkBuilder(existing, run, env);
    return work(existing);
  }
  const name = newBuilderName();
  // Remembered before it is made: whoever cleans up after a killed process has to know of it.
  remember("builder", name);
  await makeBuilder(name, run, env);
  try {
    return await work(name);
  } finally {
    const problem = await removeBuilder(name, run, env);
    if (problem)
      reporter.warning({
        code: "builder-left",
        message: `The builder ${name} could not be removed: ${problem}`,
      });
    else remember("builder", undefined);
  }
}

async function runBuild(
  request: ImageRequest,
  inputs: ImageInputs | undefined,
  builder: string,
  env: RunOptions["env"],
  { run, reporter, signal }: Tools,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flow-image-build-"));
  const metadataFile = join(folder, "metadata.json");
  const isKept = request.push && inputs !== undefined;
  const { args, env: secrets } = buildCommand(request, {
    builder,
    metadataFile,
    extraTags: isKept ? searchTags(request, inputs) : [],
    labels: {
      ...originLabels(request, new Date()),
      ...(inputs ? { [INPUTS_LABEL]: formatInputs(inputs) } : {}),
    },
    baseImages: inputs?.baseImages ?? {},
  });
  try {
    const { exitCode, stderr } = await docker(run, args, {
      env: { ...env, ...secrets, ...(request.cache === "gha" ? cacheVariables(process.env) : {}) },
      onProgress: (line) => reporter.info(line),
      signal,
    });
    if (exitCode !== 0) throw explainBuild(stderr, request.image.registry);
    const metadata = JSON.parse(await readFile(metadataFile, "utf8")) as { "containerimage.digest"?: string };
    const digest = metadata["containerimage.digest"];
    if (!digest) throw new Error("BuildKit's metadata has no digest of the image.");
    return digest;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tags by which an image is found again: by what it was built from, and by its pull request. */
export function searchTags({ pullRequest }: ImageRequest, inputs: ImageInputs): string[] {
  return [inputsTag(inputs), ...(pullRequest === undefined ? [] : [pullRequestTag(pullRequest)])];
}
