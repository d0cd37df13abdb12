// `npm run bench:image`: what a reused image saves, and what the action costs over plain buildx when it builds.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { missing, startBuildKit } from "#services";
import {
  busyboxContext,
  type ImagePlatform,
  removeWorkspaces,
  runBuild,
  startImagePlatform,
  writeFiles,
} from "../../test/platform/image-platform.ts";
import { median } from "./median.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const IMAGE = "bench";

/** Dependencies only, as a flows image has them; packing random bytes stands for installing packages. */
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "/bin"]
COPY pyproject.toml uv.lock ./
ARG ROUND=none
RUN echo "$ROUND" && head -c 80000000 /dev/urandom | gzip > /packages.gz
RUN head -c 20000000 /dev/urandom > /more
`;

/** Plain buildx in the steps of a job that does without the action: log in, make a builder, build, remove it. */
async function plainBuild(platform: ImagePlatform, context: string, options: string[] = []): Promise<void> {
  const { host, credentials } = platform.registry;
  const config = await mkdtemp(join(tmpdir(), "prefect-cicd-bench-"));
  const env = {
    ...platform.env,
    DOCKER_CONFIG: config,
    BUILDX_CONFIG: join(platform.docker.config, "buildx"),
  };
  await runLocally("cp", ["-r", join(platform.docker.config, "cli-plugins"), config]);
  const login = ["login", host, "--username", credentials?.username ?? "", "--password-stdin"];
  await docker(login, env, credentials?.password);
  await docker(["buildx", "create", "--name", "bench"], env);
  await docker(["buildx", "build", "--builder", "bench", "--push", ...options, context], env);
  await docker(["buildx", "rm", "bench"], env);
  await rm(config, { recursive: true });
}

/** The same on a hosted runner, where BuildKit starts with each job and has nothing but the registry's cache. */
async function jobBuild(platform: ImagePlatform, context: string, options: string[]): Promise<void> {
  const buildKit = await startBuildKit();
  try {
    const env = { ...platform.env, BUILDKIT_HOST: buildKit.address };
    await plainBuild({ ...platform, env }, context, options);
  } finally {
    await buildKit.stop();
  }
}

async function docker(args: string[], env: Record<string, string>, input?: string): Promise<void> {
  const { exitCode, stderr } = await runLocally("docker", args, { env, input });
  if (exitCode !== 0) throw new Error(`docker ${args[0]} failed:\n${stderr}`);
}

async function action(
  platform: ImagePlatform,
  context: string,
  inputs: Record<string, string>,
  wanted: string,
) {
  const { outputs, log } = await runBuild(platform, IMAGE, { workspace: context, inputs });
  if (outputs.result !== wanted) throw new Error(`It was ${outputs.result}, not ${wanted}:\n${log}`);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function main(): Promise<void> {
  const lacking = missing(["go", "root", "debian"]);
  if (lacking.length > 0) throw new Error(`This benchmark needs ${lacking.join(", ")} on the machine.`);
  const platform = await startImagePlatform();
  try {
    const context = await busyboxContext(DOCKERFILE);
    await writeFiles(context, { "pyproject.toml": 'version = "1.2.4"', "uv.lock": "lock" });
    const name = `${platform.registry.host}/${IMAGE}`;
    const cache = `type=registry,ref=${name}:cache`;
    await plainBuild(platform, context, ["--tag", `${name}:warm`, "--cache-to", `${cache},mode=max`]);
    await action(platform, context, { tags: "first" }, "built");
    // A builder that is kept, with the registry's login, for the bare command.
    const { username = "", password } = platform.registry.credentials ?? {};
    const login = ["login", platform.registry.host, "--username", username, "--password-stdin"];
    await docker(login, platform.env, password);
    await docker(["buildx", "create", "--name", "kept"], platform.env);

    const times: Record<string, number[]> = {
      reused: [],
      job: [],
      warm: [],
      bare: [],
      action: [],
      plain: [],
    };
    const measure = async (key: string, work: () => Promise<void>) => times[key]?.push(await seconds(work));
    for (let round = 0; round < ROUNDS; round++) {
      const tag = ["--tag", `${name}:plain-${round}`];
      await measure("reused", () => action(platform, context, { tags: `reused-${round}` }, "reused"));
      const cached = [...tag, "--cache-from", cache, "--cache-to", `${cache},mode=max`];
      await measure("job", () => jobBuild(platform, context, cached));
      await measure("warm", () => plainBuild(platform, context, cached));
      const kept = ["--builder", "kept", "--push", "--tag", `${name}:kept-${round}`];
      await measure("bare", () => docker(["buildx", "build", ...kept, context], platform.env));
      const args = { tags: `action-${round}`, "build-args": `ROUND=action-${round}` };
      const byAction = () => measure("action", () => action(platform, context, args, "built"));
      const byPlain = () =>
        measure("plain", () =>
          plainBuild(platform, context, [...tag, "--build-arg", `ROUND=plain-${round}`]),
        );
      // In turns: what runs second has to wait for the disk to take what the first one wrote.
      for (const build of round % 2 === 0 ? [byAction, byPlain] : [byPlain, byAction]) await build();
    }
    report(times);
  } finally {
    await removeWorkspaces();
    await platform.stop();
  }
}

function report(times: Record<string, number[]>): void {
  const of = (key: string) => median(times[key] ?? []);
  const line = (text: string, key: string) => console.log(`${of(key).toFixed(2).padStart(7)} s  ${text}`);
  console.log(`Medians of ${ROUNDS} rounds, registry and BuildKit on this machine:`);
  line("build-flow-image, inputs unchanged: reused", "reused");
  line("docker buildx build --push in a job with a BuildKit of its own and the registry's cache", "job");
  line("the same on a BuildKit that runs already and has every layer in its own cache", "warm");
  line("the bare command there, without login and without making a builder", "bare");
  line("build-flow-image, nothing cached: built", "action");
  line("the same by plain buildx", "plain");
  const ratio = (a: string, b: string) => (of(a) / of(b)).toFixed(1);
  console.log(
    `A reused build is ${ratio("job", "reused")} times as fast as a job's fresh build with a warm cache (goal: 3),`,
  );
  console.log(
    `${ratio("warm", "reused")} times on a BuildKit that runs already, ${ratio("bare", "reused")} times the bare command.`,
  );
  const overhead = (of("action") / of("plain") - 1) * 100;
  console.log(`A fresh build costs ${overhead.toFixed(1)} % more than plain buildx (goal: less than 10 %).`);
}

await main();
