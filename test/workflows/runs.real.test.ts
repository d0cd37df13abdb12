// What pipelines run of what they deploy, on real servers with real workers.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  type ActResult,
  describeWith,
  type PrefectServer,
  type Server,
  sharedPrefectServer,
  startPrefectServer,
  startProcessWorker,
  uniqueName,
} from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { processTemplate } from "../bundles/work-pool-templates.ts";
import { DataTeam, type OpenPullRequest, outcomes } from "../platform/data-team.ts";

const POOL = uniqueName("tried");
const FLOW = uniqueName("orders");
const CODE = `from prefect import flow


@flow(name="${FLOW}")
def run(table: str = "all"):
    if table == "broken":
        raise ValueError("no rows of jane@example.org")
`;

describeWith(["go"], "runs of what is deployed", () => {
  let dev: PrefectServer;
  const prod = sharedPrefectServer();
  const workers: Server[] = [];
  let team: DataTeam;
  let pull: OpenPullRequest;
  let folder: string;

  const client = (apiUrl: string) => new PrefectClient(connectionFromInputs({ apiUrl }));
  /** The smoke of one, which the other does without. */
  const prefectYaml = (table: string, smoke = "table: smoke") => ({
    "prefect.yaml": `pull:
  - prefect.deployments.steps.set_working_directory: {directory: "${folder}"}
deployments:
  - {name: tried, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: ${POOL}}, x-cicd: {smoke: {parameters: {${smoke}}, timeout: 3m}}}
  - {name: plain, entrypoint: "flows/orders.py:run", parameters: {table: ${table}}, work_pool: {name: ${POOL}}}
`,
  });

  beforeAll(async () => {
    dev = await startPrefectServer();
    for (const server of [dev, prod]) {
      const template = processTemplate("nothing:0");
      await client(server.apiUrl).workPools.create({
        ...{ name: POOL, type: "process", base_job_template: template },
      });
      workers.push(await startProcessWorker(server, POOL));
    }
    folder = temporaryFolder();
    await mkdir(join(folder, "flows"));
    await writeFile(join(folder, "flows/orders.py"), CODE);
    team = await DataTeam.start({
      configuration: {
        vars: {
          DEV_PREFECT_API_URL: dev.apiUrl,
          PROD_PREFECT_API_URL: prod.apiUrl,
          PREFECT_RUN_AFTER_DEPLOY: "new",
        },
        secrets: {},
      },
      files: { ...prefectYaml("start"), "flows/orders.py": CODE },
    });
  }, 600_000);
  afterAll(async () => {
    await team?.stop();
    await Promise.all(workers.map((worker) => worker.stop()));
    await dev?.stop();
  });

  /** How runs ended on a server: deployment, table and state of each. */
  async function runs(apiUrl: string): Promise<string[]> {
    const prefect = client(apiUrl);
    const live = (await prefect.deployments.list()).filter(({ key }) => key.startsWith(`${FLOW}/`));
    const found = await Promise.all(
      live.map(async ({ id, name, parameters }) => {
        const ofIt = await prefect.flowRuns.list({
          operator: "and_",
          deployment_id: { operator: "and_", any_: [id] },
        });
        return ofIt.map((run) => `${name} ${(run.parameters ?? parameters)?.table} ${run.state_name}`);
      }),
    );
    return found.flat().sort();
  }
  const jobs = (result: ActResult) => outcomes(result, []);
  const IN_DEV = {
    "check deployments": "success",
    "deploy to DEV": "success",
    "deployments gate": "success",
  };

  test("a merge runs what it has made, where a variable says so", async () => {
    const merged = await team.runOnPush("0".repeat(40), "main");
    expect(jobs(merged)).toEqual({
      "deploy to PROD": "success",
      "bring DEV along": "success",
      "run what was deployed": "success",
      "say what was deployed": "success",
    });
    expect(await runs(prod.apiUrl)).toEqual(["plain start Completed", "tried start Completed"]);
    // Nothing of it in DEV, where nobody asked for it.
    expect(await runs(dev.apiUrl)).toEqual([]);
  });

  test("a pull request's deployment is tried in DEV as its definition declares, and no other; the comment says how", async () => {
    const opened = await team.openPullRequest("feature", prefectYaml("refunds"));
    pull = opened.pull;
    expect(jobs(opened.result)).toEqual(IN_DEV);
    expect(await runs(dev.apiUrl)).toEqual(["tried smoke Completed"]);
    expect(await runs(prod.apiUrl)).toHaveLength(2);
    expect(team.commentOn(pull)).toMatch(new RegExp(`✅ passed[^]*${FLOW}/tried`));
  });

  test("a run that fails fails the gate, and the comment tells it without what it said", async () => {
    const broken = await team.pushAgain(pull, prefectYaml("refunds", "table: broken"));
    expect(jobs(broken)).toEqual({
      ...IN_DEV,
      "deploy to DEV": "failure",
      "deployments gate": "failure",
    });
    const comment = team.commentOn(pull) ?? "";
    expect(comment).toMatch(/❌ deploy to DEV failure/);
    expect(comment).toMatch(/❌ failed/);
    expect(comment).not.toContain("jane");
    expect(await runs(dev.apiUrl)).toContain("tried broken Failed");
  });

  test("where nothing declares it nothing is run, and nothing said of runs", async () => {
    const plain = prefectYaml("returns")["prefect.yaml"].replace(/, x-cicd: .*\}\}\}/, "}");
    const before = await runs(dev.apiUrl);
    const result = await team.pushAgain(pull, { "prefect.yaml": plain });
    expect(jobs(result)).toEqual(IN_DEV);
    expect(result.log).not.toContain("Run what declares how it is tried");
    expect(await runs(dev.apiUrl)).toEqual(before);
    expect(team.commentOn(pull)).not.toMatch(/How runs|passed|is not known/);
  });

  test("somebody's hand plans first, then runs with parameters, batch by batch", async () => {
    const asked = { environment: "dev", deployments: `${FLOW}/*`, parameters: "{table: by-hand}" };
    const batches = { "batch-size": "1", "max-runs": "5", timeout: "5m" };
    const planned = await team.dispatch({ ...asked, ...batches, "plan-only": "true" }, "prefect-run.yml");
    expect(jobs(planned)).toEqual({ "run in DEV": "success" });
    const byHand = async () => (await runs(dev.apiUrl)).filter((run) => run.includes("by-hand"));
    expect(await byHand()).toEqual([]);
    const done = await team.dispatch({ ...asked, ...batches, "plan-only": "false" }, "prefect-run.yml");
    expect(jobs(done)).toEqual({ "run in DEV": "success" });
    expect(await byHand()).toEqual(["plain by-hand Completed", "tried by-hand Completed"]);
    const rescue = { environment: "prod", "failed-since": "12h", "plan-only": "true" };
    expect(jobs(await team.dispatch(rescue, "prefect-run.yml"))).toEqual({ "run in PROD": "success" });
  });

  test("the night cancels what a lost machine has left in DEV, and nothing else", async () => {
    const prefect = client(dev.apiUrl);
    const live = await prefect.deployments.find({ flowName: FLOW, name: "plain" });
    const start = (tags: string[]) =>
      prefect.flowRuns.start(live?.id ?? "", {
        ...{ idempotency_key: uniqueName("left"), parameters: { table: "left" }, job_variables: {}, tags },
      });
    // Nobody takes them any more.
    await workers[0]?.stop();
    const [left] = [await start(["ci-run:acme/platform/4711"]), await start(["ci-run:acme/platform/4712"])];
    team.github.repository.workflowRuns.set("4711", "completed");
    team.github.repository.workflowRuns.set("4712", "in_progress");
    expect(jobs(await team.sweep())).toEqual({ "bring DEV back": "success" });
    expect((await runs(dev.apiUrl)).filter((run) => run.includes("left")).sort()).toEqual([
      expect.stringMatching(/^plain left Cancell/),
      // Which of them it is depends on how busy the machine is.
      expect.stringMatching(/^plain left (Scheduled|Late)$/),
    ]);
    expect(left).toBeDefined();
  });
});
