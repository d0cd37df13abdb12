import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { describeWith, type PrefectServer, startPrefectServer } from "#real-parts";
import { flow } from "../bundles/platform.ts";
import { DataTeam, succeeded } from "./data-team.ts";

const AUTH = "admin:a-password-of-the-test";
let dev: PrefectServer;
let server: PrefectServer;

beforeAll(async () => {
  const env = { PREFECT_SERVER_API_AUTH_STRING: AUTH };
  [dev, server] = await Promise.all([startPrefectServer({ env }), startPrefectServer({ env })]);
  for (const at of [dev, server]) {
    await client(at).workPools.create({ name: "pool", type: "process", base_job_template: {} });
  }
});
afterAll(() => Promise.all([dev?.stop(), server?.stop()]));

const client = ({ apiUrl } = server) => new PrefectClient(connectionFromInputs({ apiUrl, authString: AUTH }));

const prefectYaml = (table: string) => `pull:
  - prefect.deployments.steps.git_clone: {repository: "https://github.com/acme/platform.git", branch: main}
deployments:
  - {name: daily, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: pool}, schedules: [{cron: "0 2 * * *"}]}
`;

/** A team that copied a variant. */
const startTeam = (variant: string, name: string, version = "1.0.0") =>
  DataTeam.start({
    variant,
    configuration: {
      vars: {
        DEV_PREFECT_API_URL: dev.apiUrl,
        PROD_PREFECT_API_URL: server.apiUrl,
        PROD_PLAN_PREFECT_API_URL: server.apiUrl,
      },
      secrets: {
        DEV_PREFECT_API_AUTH_STRING: AUTH,
        PROD_PREFECT_API_AUTH_STRING: AUTH,
        PROD_PLAN_PREFECT_API_AUTH_STRING: AUTH,
      },
    },
    files: {
      "prefect.yaml": prefectYaml("orders"),
      "flows/orders.py": flow(name),
      "pyproject.toml": `[project]\nname = "platform"\nversion = "${version}"\n`,
    },
  });

/** Table, branch and pinned commit of a team's deployment on PROD, and whether its schedule is on. */
async function held(name: string): Promise<unknown> {
  const live = await client().deployments.find({ flowName: name, name: "daily" });
  const [step] = (live?.pull_steps ?? []) as Record<string, { branch?: string; commit_sha?: string }>[];
  const { branch, commit_sha } = step?.["prefect.deployments.steps.git_clone"] ?? {};
  return {
    table: live?.parameters?.table,
    branch,
    commit_sha,
    on: live?.schedules?.map(({ active }) => active),
  };
}

describeWith(["go"], "approval before PROD", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("approval", "approved");
  });
  afterAll(() => team?.stop());

  test("plans, and deploys exactly the commit of the run; where nothing changes nobody is asked", async () => {
    const workflow = "prefect-deployments-merge.yml";
    const first = await team.dispatch({});
    expect(succeeded(first)).toEqual(["plan for PROD", "deploy to PROD"]);
    const commit = await team.git("rev-parse", "main");
    expect(await held("approved")).toMatchObject({
      table: "orders",
      commit_sha: commit,
      on: [true],
    });

    await team.commitToMain({ "README.md": "The platform.\n" });
    const nothing = await team.runOnPush("main~1", "main", { workflow });
    expect(succeeded(nothing)).not.toContain("deploy to PROD");
    expect(await held("approved")).toMatchObject({ commit_sha: commit });
  });
});

describeWith(["go"], "deploying a tag", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam("deploy-on-tag", "tagged");
  });
  afterAll(() => team?.stop());

  test("a raised version is tagged, and its tag started; the tag's commit goes to PROD", async () => {
    await team.commitToMain({
      "prefect.yaml": prefectYaml("refunds"),
      "pyproject.toml": '[project]\nname = "platform"\nversion = "1.0.1"\n',
    });
    const merged = await team.runOnPush("main~1", "main");
    expect(succeeded(merged).sort()).toEqual(["bring DEV along", "read the version", "tag and release"]);
    const commit = await team.git("rev-parse", "main");
    expect(team.github.repository.commit("v1.0.1")).toBe(commit);
    expect(team.github.repository.started).toEqual([
      { workflow: "prefect-deployments-tag.yml", ref: "v1.0.1" },
    ]);
    expect(await held("tagged")).toMatchObject({ table: undefined });

    const env = { GITHUB_REF: "refs/tags/v1.0.1" };
    const inputs = { "plan-only": "false", "allow-older": "false" };
    const tagged = await team.run("prefect-deployments-tag.yml", "workflow_dispatch", { inputs }, "main", {
      env,
    });
    expect(succeeded(tagged)).toEqual(["deploy to PROD"]);
    expect(await held("tagged")).toMatchObject({ table: "refunds", commit_sha: commit, on: [true] });
  });
});
