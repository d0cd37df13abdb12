import {
  BUILDKIT_VERSION,
  BUILDX_VERSION,
  isInstalled,
  missing,
  prepareDocker,
  startBuildKit,
  startContainerRegistry,
} from "#services";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import { type Environment, post } from "./environment.ts";
import type { JobResult } from "./job.ts";
import { heading, slowly, table } from "./print.ts";
import { type Started, Team, type TeamOptions } from "./team.ts";
import { defaultTemplate, PoolWatch } from "./work-pools.ts";

const PULL_REQUEST = "flows-image-pull-request.yml";
const MERGE = "flows-image-merge.yml";

const NUMBER = 14;
const BRANCH = "raise-version";
const POOL = "edp-image-pool";

/** Why the image pipeline can't be shown on this machine; undefined where it can. */
export async function reasonAgainstImagePipeline(): Promise<string | undefined> {
  const lacking = missing(["go", "root", "debian"]);
  if (lacking.length > 0) return `BuildKit and a registry need ${lacking.join(", ")} here.`;
  const parts = [`buildkitd-v${BUILDKIT_VERSION}`, `buildx-v${BUILDX_VERSION}`];
  const isReady = (await Promise.all(parts.map(isInstalled))).every(Boolean);
  return isReady
    ? undefined
    : "BuildKit is not in the cache yet; `npm test` builds it (3 minutes), then it is shown here.";
}

/**
 * The flows' image from the pull request's version check to the release, used by the work pools of DEV and PROD by its
 * digest. Registry, BuildKit and git are real; attestations are GitHub's alone, so what is merged is built again, as in
 * a private repository.
 */
export async function showImagePipeline(
  repository: SampleRepository,
  dev: Environment,
  prod: Environment,
): Promise<void> {
  const [registry, buildKit, docker] = await slowly("starting a registry and BuildKit", () =>
    Promise.all([startContainerRegistry({ withPassword: true }), startBuildKit(), prepareDocker()]),
  );
  try {
    const template = await defaultTemplate(dev, "docker");
    const pool = { name: POOL, type: "docker", base_job_template: template };
    for (const { server } of [dev, prod]) await post(server, "/work_pools/", pool);
    const { username = "", password = "" } = registry.credentials ?? {};
    const vars = ({ server }: Environment) => ({
      PREFECT_API_URL: server.apiUrl,
      PREFECT_WORK_POOL: POOL,
    });
    await tellImage(repository, new PoolWatch([dev, prod], POOL, ["image"]), {
      settings: { IMAGE: `${registry.host}/acme/edp/flows` },
      configuration: {
        vars: { REGISTRY_USERNAME: username },
        secrets: { REGISTRY_PASSWORD: password },
      },
      environments: { dev: { vars: vars(dev) }, prod: { vars: vars(prod) } },
      env: { ...docker.env, BUILDKIT_HOST: buildKit.address },
    });
  } finally {
    await Promise.all([registry.stop(), buildKit.stop()]);
    await docker.remove();
  }
}

async function tellImage(
  repository: SampleRepository,
  pools: PoolWatch,
  options: TeamOptions,
): Promise<void> {
  const team = await Team.start(repository, options);
  const images: string[][] = [];
  const moment = async (name: string, happen: () => Promise<JobResult>) => {
    const released = team.releases.length;
    const { steps } = await pools.during(name, happen);
    const { result = "", image = "", digest = "" } = steps.build ?? {};
    const release = team.releases.slice(released).join(", ") || "-";
    images.push([name, result, image.split(":").at(-1) ?? "", digest.slice(0, 19), release]);
  };
  try {
    heading("4.1 Started by hand: main's version is built, released and used");
    await moment("by hand", async () => merge(team, await team.onDispatch()));

    heading(`4.2 Pull request #${NUMBER} raises the version: DEV's work pool tries the new image`);
    await raiseVersion(repository);
    const pull = await team.open(NUMBER, BRANCH);
    await moment("pull request", async () => pullRequest(team, await team.onPullRequest(pull, "opened")));

    heading("4.3 One more push to it, which changes nothing of the image: BuildKit has all of it");
    await repository.commit("Say what is loaded", { "README.md": "Loads orders, customers and refunds.\n" });
    await team.pushed(pull);
    await moment("next push", async () => pullRequest(team, await team.onPullRequest(pull, "synchronize")));

    heading("4.4 Merged: the image is built from what was reviewed, released, and PROD uses it");
    const before = await team.merge(pull);
    await moment("merge", async () => merge(team, await team.onPush(before)));

    console.log();
    table(["moment", "result", "tag", "digest", "release"], images);
    pools.print();
  } finally {
    await team.stop();
  }
}

/** Returns how the image's job ended. */
async function pullRequest(team: Team, started: Started): Promise<JobResult> {
  const image = await team.job(PULL_REQUEST, "image", started);
  await team.job(PULL_REQUEST, "dev", started, { image });
  return image;
}

/** Returns how the image's job ended. */
async function merge(team: Team, started: Started): Promise<JobResult> {
  const image = await team.job(MERGE, "image", started);
  await team.job(MERGE, "release", started, { image });
  await team.job(MERGE, "dev", started, { image });
  await team.job(MERGE, "prod", started, { image });
  return image;
}

async function raiseVersion(repository: SampleRepository): Promise<void> {
  await repository.git("switch", "--quiet", "--create", BRANCH, "main");
  const project = await repository.read("pyproject.toml");
  await repository.commit("Raise the version, add pandas", {
    "pyproject.toml": project
      .replace('version = "1.2.3"', 'version = "1.2.4"')
      .replace('"prefect>=3.8"', '"prefect>=3.8", "pandas"'),
  });
}
