import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type ActResult, describeWith, type PrefectServer, startPrefectServer } from "#services";
import { flow } from "../bundles/platform.ts";
import { DataTeam, ONE_FILE, type OpenPullRequest, outcomes, TOLD } from "../platform/data-team.ts";
import { heldDeployments } from "./held-deployments.ts";

const AUTH = "admin:a-password-of-the-test";
let dev: PrefectServer;
let prod: PrefectServer;
/** Where the team is told of failures. */
let webhook: Server;
const told: string[] = [];

beforeAll(async () => {
  const env = { PREFECT_SERVER_API_AUTH_STRING: AUTH };
  [dev, prod] = await Promise.all([startPrefectServer({ env }), startPrefectServer({ env })]);
  for (const server of [dev, prod]) {
    await client(server).workPools.create({ name: "pool", type: "process", base_job_template: {} });
  }
  webhook = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    told.push((JSON.parse(Buffer.concat(chunks).toString()) as { text: string }).text);
    response.end();
  });
  await new Promise<void>((resolve) => webhook.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  webhook?.close();
  await Promise.all([dev?.stop(), prod?.stop()]);
});

const client = ({ apiUrl }: PrefectServer) =>
  new PrefectClient(connectionFromInputs({ apiUrl, authString: AUTH }));

const deployment = (name: string, flowFile: string, table: string) =>
  `  - {name: ${name}, entrypoint: "flows/${flowFile}.py:run", parameters: {table: ${table}}, work_pool: {name: pool}, schedules: [{cron: "0 2 * * *"}]}\n`;
const prefectYaml = (...deployments: string[]) => `name: platform
pull:
  - prefect.deployments.steps.git_clone: {repository: "https://github.com/acme/platform.git", branch: main}
deployments:
${deployments.join("")}`;
const orders = deployment("daily", "orders", "orders");
const marts = deployment("hourly", "marts", "marts");
const added = deployment("new", "orders", "all");

/** The jobs that ran; nothing that was printed shows a secret. */
const jobs = (result: ActResult) => outcomes(result, [AUTH, "t0ld-s3cret"]);

const ALL_WELL = {
  "check deployments": "success",
  "deploy to DEV": "success",
  "say what it does": "success",
  "deployments gate": "success",
};
/** A merge has nothing that a gate would judge, which is green then. */
const MERGED = {
  "deploy to PROD": "success",
  "bring DEV along": "success",
  "say what was deployed": "success",
  "deployments gate": "success",
};

describeWith(["go"], "one file for all moments, which calls the suite's workflow", () => {
  let team: DataTeam;
  let pull: OpenPullRequest;
  const onDev = () => heldDeployments(client(dev), "corp");
  const onProd = () => heldDeployments(client(prod), "corp");

  beforeAll(async () => {
    const { port } = webhook.address() as AddressInfo;
    team = await DataTeam.start({
      form: "reusable",
      pipeline: ONE_FILE,
      configuration: {
        vars: { DEV_PREFECT_API_URL: dev.apiUrl, PROD_PREFECT_API_URL: prod.apiUrl },
        secrets: {
          DEV_PREFECT_API_AUTH_STRING: AUTH,
          PROD_PREFECT_API_AUTH_STRING: AUTH,
          PREFECT_WEBHOOK_URL: `http://127.0.0.1:${port}/t0ld-s3cret`,
        },
      },
      files: {
        "prefect.yaml": prefectYaml(orders, marts),
        "flows/orders.py": flow("corp-orders"),
        "flows/marts.py": flow("corp-marts"),
      },
      firstNumber: 501,
    });
  });
  afterAll(() => team?.stop());

  test("a merge", async () => {
    expect(jobs(await team.runOnPush("0".repeat(40), "main"))).toEqual(MERGED);
    expect(await onProd()).toEqual({ "orders/daily": "orders main on", "marts/hourly": "marts main on" });
    expect(await onDev()).toEqual({ "orders/daily": "orders main off", "marts/hourly": "marts main off" });
  });

  test("a pull request, and its next push", async () => {
    const opened = await team.openPullRequest("feature", {
      "prefect.yaml": prefectYaml(deployment("daily", "orders", "refunds"), added),
    });
    pull = opened.pull;
    expect(jobs(opened.result)).toEqual(ALL_WELL);
    expect(await onDev()).toEqual({
      "orders/daily": "refunds feature off pr-501",
      "orders/new": "all feature off pr-501",
      "marts/hourly": "marts main off pr-501 paused",
    });
    expect(team.commentOn(pull)).toMatch(
      /^🔴 \*\*On PROD, 1 deployment is deleted, 1 is updated and 1 is new\.\*\*\n\n✅ check deployments · ✅ deploy to DEV\n/,
    );
    await team.pushAgain(pull, { "prefect.yaml": prefectYaml(orders, marts, added) });
    expect(await onDev()).toEqual({
      "orders/daily": "orders main off",
      "orders/new": "all feature off pr-501",
      "marts/hourly": "marts main off",
    });
  });

  test("its end, merged", async () => {
    const { merged, closed } = await team.merge(pull);
    expect(jobs(merged)).toEqual(MERGED);
    expect(jobs(closed)).toEqual({ "bring DEV back": "success", "say what it does": "success" });
    expect(team.commentOn(pull)).toMatch(/^✅ \*\*Merged and deployed\.\*\*\n\n✅ deploy to PROD\n/);
    expect(await onProd()).toEqual({
      "orders/daily": "orders main on",
      "orders/new": "all main on",
      "marts/hourly": "marts main on",
    });
    expect(await onDev()).toEqual({
      "orders/daily": "orders main off",
      "orders/new": "all main off",
      "marts/hourly": "marts main off",
    });
  });

  test("the night, and somebody's hand, which sees a plan first", async () => {
    const nightly = await team.run(ONE_FILE.close, "schedule", {}, "main");
    expect(jobs(nightly)).toEqual({ "bring DEV back": "success", "deployments gate": "success" });
    const byHand = await team.dispatch({ "plan-only": "true", deployments: "corp-orders/daily" });
    expect(jobs(byHand)).toEqual({ "deploy to PROD": "success", "deployments gate": "success" });
  });

  test("a merge that fails, of which somebody is told", async () => {
    await team.commitToMain({
      "prefect.yaml": prefectYaml(orders, marts, added.replace("name: pool", "name: no-such-pool")),
    });
    const failed = jobs(await team.runOnPush("main~1", "main"));
    expect(failed).toMatchObject({ "deploy to PROD": "failure", ...TOLD });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^Prefect deployments failed in acme\/platform \(main, [0-9a-f]{12}\)\n/);
    expect(told[0]).toMatch(/^prod: failure/m);
    expect(told[0]).toMatch(/\nhttps:\/\/github.com\/acme\/platform\/actions\/runs\/\d+$/);
  });
});
