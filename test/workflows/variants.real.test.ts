import { type ActResult, describeWith } from "#services";
import { flow } from "../bundles/platform.ts";
import {
  DataTeam,
  type OpenPullRequest,
  outcomes,
  succeeded,
  type TeamOptions,
  TOLD,
} from "../platform/data-team.ts";
import { AUTH, Environments, type Name } from "./environments.ts";
import { heldDeployments } from "./held-deployments.ts";

let environments: Environments;

beforeAll(async () => {
  environments = await Environments.start();
  await environments.makePool("pool", {});
});
afterAll(() => environments?.stop());

const PULL = `pull:
  - prefect.deployments.steps.git_clone: {repository: "https://github.com/acme/platform.git", branch: main}
`;
const deployments = (table: string, entrypoint = "flows/orders.py:run", pool = "{name: pool}") =>
  `deployments:
  - {name: daily, entrypoint: "${entrypoint}", parameters: {table: ${table}}, work_pool: ${pool}, schedules: [{cron: "0 2 * * *"}]}
`;
const prefectYaml = (table: string) => PULL + deployments(table);

/** A flow that is deployed as `NAME-orders/daily`. */
const files = (name: string, version = "1.0.0") => ({
  "prefect.yaml": prefectYaml("orders"),
  "flows/orders.py": flow(`${name}-orders`),
  "pyproject.toml": `[project]\nname = "platform"\nversion = "${version}"\n`,
});

/** A team that copied a variant. */
const vars = () => ({
  DEV_PREFECT_API_URL: environments.url("dev"),
  PROD_PREFECT_API_URL: environments.url("prod"),
  PROD_PLAN_PREFECT_API_URL: environments.url("prod"),
});

const startTeam = (variant: string, options: Partial<TeamOptions> & Pick<TeamOptions, "files">) =>
  DataTeam.start({
    variant,
    configuration: {
      vars: vars(),
      secrets: {
        DEV_PREFECT_API_AUTH_STRING: AUTH,
        PROD_PREFECT_API_AUTH_STRING: AUTH,
        PROD_PLAN_PREFECT_API_AUTH_STRING: AUTH,
      },
    },
    ...options,
  });

const held = (environment: Name, team: string) => heldDeployments(environments.client(environment), team);

/** The commit to which PROD's deployment of a team is pinned. */
async function pinned(team: string): Promise<string | undefined> {
  const live = await environments
    .client("prod")
    .deployments.find({ flowName: `${team}-orders`, name: "daily" });
  const [step] = (live?.pull_steps ?? []) as Record<string, { commit_sha?: string }>[];
  return step?.["prefect.deployments.steps.git_clone"]?.commit_sha;
}

/** When DEV's deployment of a flow was last written. */
const updated = async (flowName: string) =>
  (await environments.client("dev").deployments.find({ flowName, name: "daily" }))?.updated ?? "never";

const jobs = (result: ActResult) => outcomes(result, [AUTH]);

const NOTHING = "0".repeat(40);
const CHECKED = { "check deployments": "success", "deployments gate": "success" };
const IN_DEV = { ...CHECKED, "deploy to DEV": "success" };
const MERGED = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
};
const CLEANED = { "bring DEV back": "success", "say how it ended": "success" };

describeWith(["go"], "approval before PROD", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("approval", { files: files("approved") });
  });
  afterAll(() => team?.stop());

  test("plans, and deploys exactly the commit of the run; where nothing changes nobody is asked", async () => {
    const workflow = "prefect-deployments-merge.yml";
    const first = await team.dispatch({});
    expect(succeeded(first)).toEqual([
      "plan for PROD",
      "approve the change of PROD",
      "deploy to PROD",
      "say what was deployed",
    ]);
    const commit = await team.git("rev-parse", "main");
    expect(await held("prod", "approved")).toEqual({ "orders/daily": "orders on" });
    expect(await pinned("approved")).toBe(commit);

    await team.commitToMain({ "README.md": "The platform.\n" });
    const nothing = await team.runOnPush("main~1", "main", { workflow });
    expect(succeeded(nothing).sort()).toEqual(["bring DEV along", "plan for PROD"]);
    expect(await pinned("approved")).toBe(commit);
  });

  test("what was planned for another server is not what was approved", async () => {
    await team.commitToMain({ ...files("approved"), "prefect.yaml": prefectYaml("refunds") });
    const elsewhere = { ...vars(), PROD_PLAN_PREFECT_API_URL: environments.url("dev") };
    const refused = await team.dispatch({}, undefined, { vars: elsewhere });
    expect(jobs(refused)).toEqual({
      "plan for PROD": "success",
      "approve the change of PROD": "success",
      "deploy to PROD": "failure",
      "say what was deployed": "success",
      ...TOLD,
    });
    expect(refused.log).toContain("Not what was approved: the server is");
    expect(await held("prod", "approved")).toEqual({ "orders/daily": "orders on" });
  });
});

describeWith(["go"], "deploying a tag", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("deploy-on-tag", { files: files("tagged") });
  });
  afterAll(() => team?.stop());

  test("a raised version is tagged, and its tag started; the tag's commit goes to PROD", async () => {
    await team.commitToMain({ ...files("tagged", "1.0.1"), "prefect.yaml": prefectYaml("refunds") });
    const merged = await team.runOnPush("main~1", "main");
    expect(succeeded(merged).sort()).toEqual(["bring DEV along", "read the version", "tag and release"]);
    const commit = await team.git("rev-parse", "main");
    expect(team.github.repository.commit("v1.0.1")).toBe(commit);
    expect(team.github.repository.started).toEqual([
      { workflow: "prefect-deployments-tag.yml", ref: "main", inputs: { tag: "v1.0.1" } },
    ]);
    expect(await held("prod", "tagged")).toEqual({});

    const deploy = (tag: string) =>
      team.dispatch({ tag, "plan-only": "false", "allow-older": "false" }, "prefect-deployments-tag.yml");
    expect(succeeded(await deploy("v1.0.1"))).toEqual(["deploy to PROD", "say what was deployed"]);
    expect(await held("prod", "tagged")).toEqual({ "orders/daily": "refunds on" });
    expect(await pinned("tagged")).toBe(commit);

    // Whoever may push a tag may push one of a commit that nobody reviewed.
    const elsewhere = await team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Not reviewed");
    await team.git("push", "--quiet", "origin", `${elsewhere}:refs/tags/v6.6.6`);
    const refused = await deploy("v6.6.6");
    expect(jobs(refused)).toEqual({
      "deploy to PROD": "failure",
      "say what was deployed": "success",
      ...TOLD,
    });
    expect(refused.log).toContain("The commit is not on main.");
    expect(await pinned("tagged")).toBe(commit);
  });
});

describeWith(["go"], "several projects in one repository", () => {
  /** One project: its flow, and a prefect.yaml that takes the work pool and the pull steps of the base file. */
  const project = (name: string, table: string) => ({
    [`projects/${name}/flow.py`]: flow(`mono-${name}`),
    [`projects/${name}/prefect.yaml`]: deployments(table, `projects/${name}/flow.py:run`, "*pool"),
  });
  let team: DataTeam;
  let opened: OpenPullRequest;

  beforeAll(async () => {
    team = await startTeam("monorepo", {
      settings: { "base-file": "projects/base.yaml" },
      files: {
        "projects/base.yaml": `${PULL}definitions:\n  work_pool: &pool {name: pool}\n`,
        ...project("orders", "orders"),
        ...project("marts", "marts"),
      },
    });
  });
  afterAll(() => team?.stop());

  test("the first push deploys every project", async () => {
    expect(jobs(await team.runOnPush(NOTHING, "main"))).toEqual(MERGED);
    expect(await held("prod", "mono")).toEqual({
      "orders/daily": "orders main on",
      "marts/daily": "marts main on",
    });
    expect(await held("dev", "mono")).toEqual({
      "orders/daily": "orders main off",
      "marts/daily": "marts main off",
    });
  });

  test("a pull request's projects alone go to DEV, on its branch", async () => {
    const before = await updated("mono-marts");
    const { pull, result } = await team.openPullRequest("feature", {
      ...project("orders", "refunds"),
      ...project("returns", "returns"),
    });
    opened = pull;
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held("dev", "mono")).toEqual({
      "orders/daily": "refunds feature off pr-1",
      "marts/daily": "marts main off",
      "returns/daily": "returns feature off pr-1",
    });
    expect(await updated("mono-marts")).toEqual(before);
  });

  test("its close brings DEV back to main, and removes the project that main does not have", async () => {
    expect(jobs(await team.close(opened))).toEqual(CLEANED);
    expect(await held("dev", "mono")).toEqual({
      "orders/daily": "orders main off",
      "marts/daily": "marts main off",
    });
  });

  test("a merge changes PROD's project, and takes along one that was removed", async () => {
    await team.commitToMain({
      ...project("orders", "refunds"),
      "projects/marts/flow.py": null,
      "projects/marts/prefect.yaml": null,
    });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    expect(await held("prod", "mono")).toEqual({ "orders/daily": "refunds main on" });
    expect(await held("dev", "mono")).toEqual({ "orders/daily": "refunds main off" });
  });
});

describeWith(["go"], "one environment", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("one-environment", { files: files("single") });
  });
  afterAll(() => team?.stop());

  test("a pull request is checked, and asks no server; a merge deploys", async () => {
    const requests: string[] = [];
    environments.fault = (environment, request) => {
      requests.push(`${environment} ${request}`);
      return undefined;
    };
    // The flow's parameter is a text.
    const { pull, result } = await team.openPullRequest("feature", { "prefect.yaml": prefectYaml("7") });
    expect(jobs(result)).toEqual({ "check deployments": "failure", "deployments gate": "failure" });
    const mended = await team.pushAgain(pull, { "prefect.yaml": prefectYaml("refunds") });
    expect(jobs(mended)).toEqual(CHECKED);
    expect(requests).toEqual([]);

    const left = await team.openPullRequest("left", { "prefect.yaml": prefectYaml("returns") });
    expect(jobs(await team.close(left.pull))).toEqual({ "say how it ended": "success" });
    expect(team.commentOn(left.pull)).toMatch(/^⚪ \*\*Closed without a merge\*\*/);
    const { merged, closed } = await team.merge(pull);
    expect(jobs(merged)).toEqual({ "deploy to PROD": "success", "say what was deployed": "success" });
    expect(jobs(closed)).toEqual({ "say how it ended": "success" });
    expect(team.commentOn(pull)).toMatch(/^✅ \*\*Merged and deployed\.\*\*/);
    expect(await held("prod", "single")).toEqual({ "orders/daily": "refunds main on" });
    expect([...new Set(requests.map((request) => request.split(" ")[0]))]).toEqual(["prod"]);
    environments.fault = () => undefined;
  });
});

describeWith(["go"], "servers with basic authentication", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("basic-auth", { files: files("basic") });
  });
  afterAll(() => team?.stop());

  test("a pull request reaches DEV, its close takes that back, and a merge reaches both", async () => {
    const { pull, result } = await team.openPullRequest("feature", {
      "prefect.yaml": prefectYaml("refunds"),
    });
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held("dev", "basic")).toEqual({ "orders/daily": "refunds feature off pr-1" });
    expect(jobs(await team.close(pull))).toEqual(CLEANED);
    expect(await held("dev", "basic")).toEqual({ "orders/daily": "orders main off" });
    expect(await held("prod", "basic")).toEqual({});

    await team.commitToMain({ "prefect.yaml": prefectYaml("returns") });
    expect(jobs(await team.runOnPush("main~1", "main"))).toEqual(MERGED);
    expect(await held("dev", "basic")).toEqual({ "orders/daily": "returns main off" });
    expect(await held("prod", "basic")).toEqual({ "orders/daily": "returns main on" });
  });
});
