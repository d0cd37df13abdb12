import { type ActResult, describeWith } from "#services";
import { DataTeam, type OpenPullRequest, outcomes, TOLD, WORKER } from "../platform/data-team.ts";
import { Clusters, values } from "./clusters.ts";
import { AUTH, Environments } from "./environments.ts";

let environments: Environments;
let clusters: Clusters;

beforeAll(async () => {
  [environments, clusters] = await Promise.all([Environments.start(), Clusters.start()]);
}, 600_000);
afterAll(async () => {
  await clusters?.stop();
  await environments?.stop();
});

const version = (text: string) => ({ "pyproject.toml": `[project]\nname = "flows"\nversion = "${text}"\n` });

/** A worker's values for both environments, whose runs are greeted so. */
const both = (pool: string, greeting: string) => ({
  ...values(environments, "dev", pool, greeting),
  ...values(environments, "prod", pool, greeting),
});

function startTeam(form: "template" | "reusable", pool: string, firstNumber: number): Promise<DataTeam> {
  return DataTeam.start({
    form,
    pipeline: WORKER,
    settings: { image: "acme/flows", ...clusters.settings },
    configuration: {
      vars: {
        DEV_PREFECT_API_URL: environments.url("dev"),
        DEV_PREFECT_WORK_POOL: pool,
        PROD_PREFECT_API_URL: environments.url("prod"),
        PROD_PREFECT_WORK_POOL: pool,
      },
      secrets: {
        DEV_PREFECT_API_AUTH_STRING: AUTH,
        PROD_PREFECT_API_AUTH_STRING: AUTH,
        ...clusters.secrets,
      },
    },
    files: { ...both(pool, "start"), ...version("1.2.3") },
    firstNumber,
    machine: { env: {}, path: clusters.path },
  });
}

/** How runs are greeted, their image, and the release's newest revision, in both environments. */
async function held(pool: string): Promise<Record<string, string>> {
  const templates = await environments.templates(pool);
  const revisions = await clusters.revisions();
  const text = (name: "dev" | "prod") => {
    const { image, env } = (templates[name] as unknown as WithDefaults).variables.properties;
    return `${env.default.GREETING} ${image.default} ${revisions[name]}`;
  };
  return { dev: text("dev"), prod: text("prod") };
}

interface WithDefaults {
  variables: { properties: { image: { default: string }; env: { default: { GREETING: string } } } };
}

const jobs = (result: ActResult) => outcomes(result, [AUTH, ...clusters.tokens]);

const NOTHING = "0".repeat(40);
const MERGED = {
  "look for changes": "success",
  "upgrade DEV's worker": "success",
  "upgrade PROD's worker": "success",
};
const CHECKED = { "look for changes": "success", "worker gate": "success" };
const IN_DEV = { ...CHECKED, "upgrade DEV's worker": "success" };
const FOUND = { "look what DEV's work pool was changed for": "success" };
const RESTORED = { ...FOUND, "restore DEV's worker": "success" };

describeWith(["go", "debian"], "the worker pipeline, as templates", () => {
  let team: DataTeam;
  let first: OpenPullRequest;
  let second: OpenPullRequest;
  let third: OpenPullRequest;
  const now = () => held("acme");
  const prod = "start acme/flows:1.2.3 1 deployed";

  beforeAll(async () => {
    team = await startTeam("template", "acme", 1);
  });
  afterAll(() => team?.stop());

  test("the first push installs both workers, with main's image", async () => {
    expect(jobs(await team.runOnPush(NOTHING, "main"))).toEqual(MERGED);
    expect(await now()).toEqual({ dev: "start acme/flows:1.2.3 1 deployed", prod });
  });

  test("a pull request's values reach DEV alone, with an image that is there", async () => {
    const opened = await team.openPullRequest("first", { ...both("acme", "first"), ...version("1.2.4") });
    first = opened.pull;
    expect(jobs(opened.result)).toEqual(IN_DEV);
    expect(await now()).toEqual({ dev: "first acme/flows:1.2.3 2 deployed", prod });
  });

  test("what a push takes back, DEV gets back; a run of the earlier push does not undo that", async () => {
    expect(jobs(await team.pushAgain(first, both("acme", "start")))).toEqual(IN_DEV);
    const back = { dev: "start acme/flows:1.2.3 3 deployed", prod };
    expect(await now()).toEqual(back);
    expect(jobs(await team.runAgain(first, await team.git("rev-parse", "first~1")))).toEqual(IN_DEV);
    expect(await now()).toEqual(back);
  });

  test("DEV stays with whoever has it when another closes, until the night finds that one closed", async () => {
    const opened = await team.openPullRequest("second", both("acme", "second"));
    second = opened.pull;
    expect(jobs(opened.result)).toEqual(IN_DEV);
    const seconds = { dev: "second acme/flows:1.2.3 4 deployed", prod };
    expect(jobs(await team.close(first))).toEqual(FOUND);
    expect(await now()).toEqual(seconds);
    // GitHub starts no run when a pull request with conflicts is closed.
    second.state = "closed";
    expect(jobs(await team.sweep())).toEqual(RESTORED);
    expect(await now()).toEqual({ dev: "start acme/flows:1.2.3 5 deployed", prod });
    expect(jobs(await team.sweep())).toEqual(FOUND);
  });

  test("a broken template fails the gate and touches nothing; the next push fixes it", async () => {
    const before = await now();
    const broken = { "etc/helm_values/prefect-worker/values-dev.yaml": BROKEN };
    const opened = await team.openPullRequest("third", broken);
    third = opened.pull;
    const failed = { ...IN_DEV, "upgrade DEV's worker": "failure", "worker gate": "failure" };
    expect(jobs(opened.result)).toEqual(failed);
    expect(opened.result.log).toContain("The base job template is no JSON");
    expect(await now()).toEqual(before);
    expect(jobs(await team.pushAgain(third, both("acme", "third")))).toEqual(IN_DEV);
    expect(await now()).toEqual({ dev: "third acme/flows:1.2.3 6 deployed", prod });
  });

  test("a fork's values reach nothing", async () => {
    const before = await now();
    const { result } = await team.openPullRequest("fork", both("acme", "fork"), { fork: true });
    expect(jobs(result)).toEqual(CHECKED);
    expect(await now()).toEqual(before);
  });

  test("a merge whose cluster refuses fails, and running it again finishes it", async () => {
    const secrets = { ...team.configuration.secrets, PROD_KUBECONFIG: clusters.visitor };
    const { merged, closed } = await team.merge(third, { secrets });
    expect(jobs(merged)).toEqual({ ...MERGED, "upgrade PROD's worker": "failure", ...TOLD });
    expect(merged.log).toContain("may not");
    expect(jobs(closed)).toEqual(FOUND);
    expect(await now()).toEqual({ dev: "third acme/flows:1.2.3 6 deployed", prod });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    expect(await now()).toEqual({
      dev: "third acme/flows:1.2.3 6 deployed",
      prod: "third acme/flows:1.2.3 2 deployed",
    });
  });

  test("an old run that is started again is refused", async () => {
    const before = await now();
    const old = await team.runOnPush(NOTHING, await team.git("rev-list", "--max-parents=0", "main"));
    const refused = { "upgrade DEV's worker": "failure", "upgrade PROD's worker": "failure" };
    expect(jobs(old)).toEqual({ ...MERGED, ...refused, ...TOLD });
    expect(old.log).toMatch(/is older than/);
    expect(await now()).toEqual(before);
  });
});

const BROKEN = `worker:
  config:
    workPool: acme
    type: process
    baseJobTemplate:
      configuration: "{ no JSON"
`;

describeWith(["go", "debian"], "the worker pipeline, as reusable workflows", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("reusable", "corp", 501);
  });
  afterAll(() => team?.stop());

  test("does the same from a push and a pull request to DEV and PROD", async () => {
    expect(jobs(await team.runOnPush(NOTHING, "main"))).toEqual(MERGED);
    const before = await held("corp");
    expect(before).toMatchObject({
      dev: expect.stringMatching(/^start .* deployed$/),
      prod: expect.stringMatching(/^start .* deployed$/),
    });
    const { result } = await team.openPullRequest("feature", both("corp", "feature"));
    expect(jobs(result)).toEqual(IN_DEV);
    const after = { dev: expect.stringMatching(/^feature .* deployed$/), prod: before.prod };
    expect(await held("corp")).toMatchObject(after);
  });
});
