// What a repository may be like, and what may happen to it, beside the usual: run with the workflows that are copied.
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type ActResult, describeWith } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { flow } from "../bundles/platform.ts";
import { DataTeam, outcomes, type TeamOptions } from "../platform/data-team.ts";
import { AUTH, Environments, type Name } from "./environments.ts";
import { heldDeployments } from "./held-deployments.ts";

let environments: Environments;

beforeAll(async () => {
  environments = await Environments.start();
  await environments.makePool("pool", {});
});
afterAll(() => environments?.stop());

const definition = (name: string, table: string, file = "orders") =>
  `  - {name: ${name}, entrypoint: "flows/${file}.py:run", parameters: {table: ${table}}, work_pool: {name: pool}, schedules: [{cron: "0 2 * * *"}]}\n`;
const prefectYaml = (...definitions: string[]) => `pull: []\ndeployments:\n${definitions.join("")}`;
const files = (team: string, table = "orders") => ({
  "prefect.yaml": prefectYaml(definition("daily", table)),
  "flows/orders.py": flow(`${team}-orders`),
});

const startTeam = (options: Partial<TeamOptions> & Pick<TeamOptions, "files">) =>
  DataTeam.start({
    configuration: {
      vars: {
        DEV_PREFECT_API_URL: environments.url("dev"),
        PROD_PREFECT_API_URL: environments.url("prod"),
      },
      secrets: { DEV_PREFECT_API_AUTH_STRING: AUTH, PROD_PREFECT_API_AUTH_STRING: AUTH },
    },
    ...options,
  });

const held = (environment: Name, team: string) => heldDeployments(environments.client(environment), team);
const jobs = (result: ActResult) => outcomes(result, [AUTH]);

const NOTHING = "0".repeat(40);
const MERGED = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
};
const CHECKED = { "check deployments": "success", "deployments gate": "success" };
const IN_DEV = { ...CHECKED, "deploy to DEV": "success" };
const CLEANED = { "bring DEV back": "success", "say how it ended": "success" };

describeWith(["go"], "a repository whose default branch is master", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam({ files: files("old"), defaultBranch: "master" });
  });
  afterAll(() => team?.stop());

  test("goes from a pull request to PROD, and DEV back to master", async () => {
    expect(jobs(await team.runOnPush(NOTHING, "master"))).toEqual(MERGED);
    expect(await held("prod", "old")).toEqual({ "orders/daily": "orders on" });
    const { pull, result } = await team.openPullRequest("feature", files("old", "refunds"));
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held("dev", "old")).toEqual({ "orders/daily": "refunds off pr-1" });
    // What a push takes back is master's again.
    expect(jobs(await team.pushAgain(pull, files("old")))).toEqual(IN_DEV);
    expect(await held("dev", "old")).toEqual({ "orders/daily": "orders off" });
    await team.pushAgain(pull, files("old", "returns"));
    const { merged, closed } = await team.merge(pull);
    expect(jobs(merged)).toEqual(MERGED);
    expect(jobs(closed)).toEqual(CLEANED);
    expect(await held("prod", "old")).toEqual({ "orders/daily": "returns on" });
    expect(await held("dev", "old")).toEqual({ "orders/daily": "returns off" });
    // The night's run is told no repository.
    expect(jobs(await team.sweep())).toEqual({ "bring DEV back": "success" });
  });
});

describeWith(["go"], "a draft, and somebody's automation", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam({ files: files("draft"), firstNumber: 301 });
    await team.runOnPush(NOTHING, "main");
  });
  afterAll(() => team?.stop());

  test("a draft is checked, and reaches DEV once it is ready", async () => {
    const { pull, result } = await team.openPullRequest("draft", files("draft", "refunds"), { draft: true });
    expect(jobs(result)).toEqual(CHECKED);
    expect(await held("dev", "draft")).toEqual({ "orders/daily": "orders off" });
    pull.draft = false;
    const ready = await team.runOnPullRequest(
      "prefect-deployments-pull-request.yml",
      pull,
      "ready_for_review",
    );
    expect(jobs(ready)).toEqual(IN_DEV);
    expect(await held("dev", "draft")).toEqual({ "orders/daily": "refunds off pr-301" });
    await team.close(pull);
  });

  test("a draft's faults fail its gate all the same", async () => {
    const broken = { "prefect.yaml": prefectYaml(definition("daily", "orders", "nowhere")) };
    const { pull, result } = await team.openPullRequest("broken", broken, { draft: true });
    expect(jobs(result)).toEqual({ "check deployments": "failure", "deployments gate": "failure" });
    // A label and a new title judge it no milder.
    pull.labels = ["no-deploy"];
    for (const action of ["labeled", "edited"]) {
      const again = await team.runOnPullRequest("prefect-deployments-pull-request.yml", pull, action);
      expect(jobs(again)).toEqual({ "check deployments": "failure", "deployments gate": "failure" });
    }
    pull.state = "closed";
  });

  test("a dependency bot's pull request, which gets no secrets, passes and changes nothing", async () => {
    const before = await held("dev", "draft");
    const { result } = await team.openPullRequest("dependabot/pip/prefect", files("draft", "bot"), {
      author: "dependabot[bot]",
      secrets: {},
    });
    expect(jobs(result)).toEqual(IN_DEV);
    expect(result.log).toContain("Nothing is deployed");
    expect(await held("dev", "draft")).toEqual(before);
  });
});

describeWith(["go"], "a pull request with links where something else belongs", () => {
  let team: DataTeam;
  beforeAll(async () => {
    team = await startTeam({ files: files("linked"), firstNumber: 401 });
    await team.runOnPush(NOTHING, "main");
  });
  afterAll(() => team?.stop());

  test("nothing is written through them, and DEV gets the default branch's own definitions", async () => {
    const outside = temporaryFolder();
    await mkdir(join(outside, "kept"));
    const { pull } = await team.openPullRequest("links", {
      "prefect.yaml": prefectYaml(definition("daily", "first"), definition("more", "first")),
    });
    expect(await held("dev", "linked")).toEqual({
      "orders/daily": "first off pr-401",
      "orders/more": "first off pr-401",
    });
    team.link(".main", outside);
    team.link("default-branch", outside);
    const result = await team.pushAgain(pull, {
      "prefect.yaml": prefectYaml(definition("daily", "orders"), definition("more", "first")),
    });
    expect(jobs(result)).toEqual(IN_DEV);
    expect(await held("dev", "linked")).toEqual({
      "orders/daily": "orders off",
      "orders/more": "first off pr-401",
    });
    expect(await readdir(outside)).toEqual(["kept"]);
    expect(await readdir(join(outside, "kept"))).toEqual([]);
  });
});
