import { type ActResult, describeWith } from "#services";
import { flow } from "../bundles/platform.ts";
import { DataTeam, DEPLOYMENTS, outcomes, TOLD } from "../platform/data-team.ts";
import { type ImagePlatform, startImagePlatform, versionOf } from "../platform/image-platform.ts";
import { Clusters, values } from "./clusters.ts";
import { AUTH, Environments } from "./environments.ts";

let platform: ImagePlatform;
let environments: Environments;
let clusters: Clusters;

const POOL = "acme";
const VALUES = "etc/helm_values/prefect-worker/values-prod.yaml";

const image = (version: string) => ({
  "pyproject.toml": `[project]\nname = "flows"\nversion = "${version}"\n`,
  "etc/docker/Dockerfile": `FROM scratch\nLABEL of="${version}"\nCOPY pyproject.toml /\n`,
});
const prefectYaml = (table: string) => ({
  "prefect.yaml": `pull: []\ndeployments:\n  - {name: daily, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: ${POOL}}}\n`,
});

const jobs = (result: ActResult) =>
  outcomes(result, [AUTH, ...clusters.tokens, platform.registry.credentials?.password ?? ""]);

/** PROD's image, how its worker's runs are greeted, and what its deployment reads. */
async function onProd(): Promise<string> {
  const { prod } = await environments.templates(POOL);
  const { image, env } = (prod as unknown as WithDefaults).variables.properties;
  const live = await environments.client("prod").deployments.find({ flowName: "orders", name: "daily" });
  const version = await versionOf(platform, "acme/flows", image.default.split("@")[1] ?? "");
  return `${version ?? image.default} ${env.default.GREETING} ${live?.parameters?.table}`;
}

interface WithDefaults {
  variables: { properties: { image: { default: string }; env: { default: { GREETING: string } } } };
}

beforeAll(async () => {
  [platform, environments] = await Promise.all([startImagePlatform(), Environments.start()]);
  clusters = await Clusters.start();
}, 600_000);
afterAll(async () => {
  await clusters?.stop();
  await Promise.all([platform?.stop(), environments?.stop()]);
});

const IMAGE_PART = {
  "build the flows' image": "success",
  "tag and release": "success",
};
const WORKER_PART = {
  "look for changes": "success",
  "upgrade DEV's worker": "success",
  "upgrade PROD's worker": "success",
};
const DEPLOYMENTS_PART = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
};

describeWith(["go", "root", "debian"], "all pipelines in one merge", () => {
  let team: DataTeam;
  const releases = () => team.github.repository.releases.map(({ tag }) => tag);
  beforeAll(async () => {
    const { host, credentials } = platform.registry;
    const { PATH = "", ...env } = platform.env;
    team = await DataTeam.start({
      pipeline: { ...DEPLOYMENTS, merge: "prefect-platform.yml" },
      settings: { image: `${host}/acme/flows`, ...clusters.settings },
      configuration: {
        vars: {
          REGISTRY_USERNAME: credentials?.username ?? "",
          DEV_PREFECT_API_URL: environments.url("dev"),
          DEV_PREFECT_WORK_POOL: POOL,
          PROD_PREFECT_API_URL: environments.url("prod"),
          PROD_PREFECT_WORK_POOL: POOL,
        },
        secrets: {
          REGISTRY_PASSWORD: credentials?.password ?? "",
          DEV_PREFECT_API_AUTH_STRING: AUTH,
          PROD_PREFECT_API_AUTH_STRING: AUTH,
          ...clusters.secrets,
        },
      },
      files: {
        ...image("1.2.3"),
        ...prefectYaml("start"),
        "flows/orders.py": flow("orders"),
        ...values(environments, "dev", POOL, "start"),
        ...values(environments, "prod", POOL, "start"),
      },
      machine: { env, path: [...clusters.path, PATH] },
    });
  });
  afterAll(() => team?.stop());

  test("the image comes first, then the worker, then the deployments", async () => {
    const result = await team.runOnPush("0".repeat(40), "main");
    expect(jobs(result)).toEqual({ ...IMAGE_PART, ...WORKER_PART, ...DEPLOYMENTS_PART });
    const ended = Object.keys(result.jobs);
    expect(ended[0]).toBe("build the flows' image");
    expect(ended.slice(1, 4).sort()).toEqual(Object.keys(WORKER_PART).sort());
    expect(await onProd()).toBe("1.2.3 start start");
  });

  test("what fails stops what comes after it; fixed, the next merge makes up for the rest, the image among it", async () => {
    await team.commitToMain({
      ...image("1.2.4"),
      ...prefectYaml("later"),
      [VALUES]: "worker: {config: {workPool: acme, type: process, baseJobTemplate: {configuration: '{'}}}\n",
    });
    const failed = await team.runOnPush("main~1", "main");
    expect(jobs(failed)).toEqual({
      "build the flows' image": "success",
      ...WORKER_PART,
      "upgrade PROD's worker": "failure",
      "bring DEV along": "success",
      "say what was deployed": "success",
      ...TOLD,
    });
    expect(await onProd()).toBe("1.2.3 start start");

    await team.commitToMain(values(environments, "prod", POOL, "later"));
    // A version has no tag before every pool has its image.
    expect(releases()).toEqual(["v1.2.3"]);
    const made = await team.runOnPush("main~1", "main");
    expect(jobs(made)).toEqual({ ...IMAGE_PART, ...WORKER_PART, ...DEPLOYMENTS_PART });
    expect(await onProd()).toBe("1.2.4 later later");
    expect(releases()).toEqual(["v1.2.3", "v1.2.4"]);
  });

  test("a new image alone is a change of the worker too, and stays when its pod starts anew", async () => {
    await team.commitToMain(image("1.2.5"));
    const result = await team.runOnPush("main~1", "main");
    expect(jobs(result)).toEqual({ ...IMAGE_PART, ...WORKER_PART, ...DEPLOYMENTS_PART });
    expect(await onProd()).toBe("1.2.5 later later");
    await clusters.restartWorker("prod");
    expect(await onProd()).toBe("1.2.5 later later");
  });

  test("an old run that is started again is refused at its first write", async () => {
    const first = await team.git("rev-list", "--max-parents=0", "main");
    const old = await team.runOnPush("0".repeat(40), first);
    expect(jobs(old)).toEqual({
      "build the flows' image": "success",
      "look for changes": "success",
      "upgrade DEV's worker": "failure",
      "upgrade PROD's worker": "failure",
      "say what was deployed": "success",
      ...TOLD,
    });
    expect(await onProd()).toBe("1.2.5 later later");
  });

  test("by hand it plans the deployments alone", async () => {
    const planned = await team.dispatch({ commit: "", "plan-only": "true", "allow-older": "false" });
    expect(jobs(planned)).toEqual({ "deploy to PROD": "success" });
    expect(await onProd()).toBe("1.2.5 later later");
  });
});
