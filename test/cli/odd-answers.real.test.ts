import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type InjectedFault, type RecordingProxy, sharedPrefectServer, startProxy } from "#services";
import { martsHourly, ordersDaily, type Platform, platform } from "../bundles/platform.ts";
import { type CliResult, runCli } from "./run-cli.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

/** What may stand between here and the server makes of an answer, after the server has done its work. */
const ODD: InjectedFault[] = [
  { answer: 200, body: "", reached: true },
  { answer: 200, body: "null", reached: true },
  { answer: 204, body: "", reached: true },
  { answer: 200, body: "[{}]", reached: true },
  { answer: 200, body: "{}", reached: true },
  { answer: 200, body: "<html>Sign in</html>", reached: true },
];

/** For a machine that has much else to do. */
const SLOW = 600_000;

let sample: Platform;
let proxy: RecordingProxy;
let fault: (request: string, number: number) => InjectedFault | undefined = () => undefined;
beforeAll(async () => {
  sample = await platform();
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  proxy = await startProxy(apiUrl, ({ method, path, body }, number) =>
    fault(`${method} ${path} ${body}`, number),
  );
});
afterAll(() => proxy.stop());

function cli(args: readonly string[]): Promise<CliResult> {
  proxy.requests.length = 0;
  const env = {
    PREFECT_API_URL: proxy.url,
    GITLAB_CI: "true",
    CI: "true",
    CI_PROJECT_URL: `https://gitlab.example/acme/${sample.workPool}`,
    CI_COMMIT_BRANCH: "main",
  };
  return runCli(args, { cwd: sample.repository.root, env });
}

/** Runs the command with an odd answer to its first request, then to its second, and so on to the last. */
async function throughout(
  args: readonly string[],
  prepare: () => Promise<unknown>,
  check: (result: CliResult, number: number) => Promise<void> | void,
): Promise<number> {
  for (let number = 0; ; number++) {
    await prepare();
    let spoilt = "";
    fault = (request, index) => {
      if (index === number) spoilt = request;
      return request === spoilt ? ODD[number % ODD.length] : undefined;
    };
    const result = await cli(args);
    fault = () => undefined;
    const isThrough = proxy.requests.length <= number;
    expect({ args, number, ...result }).toMatchObject({
      stderr: expect.not.stringMatching(/defect|TypeError/),
    });
    expect([args[0], number, result.exitCode]).not.toEqual([args[0], number, 3]);
    await check(result, number);
    if (isThrough) return number;
  }
}

test.each([
  ["detect", ["detect", "--json"]],
  ["plan", ["plan", "--json"]],
  ["validate", ["validate", "--against", "server"]],
])(
  "%s tells what came in place of an answer",
  async (_, args) => {
    const requests = await throughout(
      args,
      async () => {},
      ({ exitCode, stderr, stdout }) => {
        if (exitCode === 1) expect(`${stderr}${stdout}`).toMatch(/not as a Prefect API does/);
      },
    );
    expect(requests).toBeGreaterThan(1);
  },
  SLOW,
);

test(
  "apply does the rest, and says what it did",
  async () => {
    let commit = 0;
    const requests = await throughout(
      ["apply", "--json", "--yes"],
      () => {
        const daily = ordersDaily.replace("table: orders", `table: orders_${++commit}`);
        return sample.repository.commit({ "prefect.yaml": sample.prefectYaml(daily + martsHourly) });
      },
      async ({ exitCode, stdout, stderr }, number) => {
        if (exitCode !== 0)
          expect([number, `${stderr}${stdout}`]).toEqual([
            number,
            expect.stringMatching(/not as a Prefect API does|not what was planned|could not/),
          ]);
        // Whatever was written is told.
        if (proxy.writes().some(({ path }) => path.includes("/deployments"))) {
          expect(JSON.parse(stdout)).toMatchObject({ version: 1, plan: { version: 2 } });
        }
        expect(await cli(["apply", "--yes"])).toMatchObject({ exitCode: 0 });
        expect(await cli(["apply", "--yes"])).toMatchObject({ exitCode: 0, stdout: "2 unchanged\n" });
      },
    );
    expect(requests).toBeGreaterThan(8);
  },
  SLOW,
);

test(
  "run tells what came in place of an answer, and leaves nothing behind that it started",
  async () => {
    const flow = await prefect.flows.ensure(sample.orders);
    const live = await prefect.deployments.create({
      ...{ name: "tried", flow_id: flow.id, work_pool_name: sample.workPool },
      ...{ entrypoint: "flows/orders.py:run", parameter_openapi_schema: {} },
    });
    const started = () =>
      prefect.flowRuns.list({
        operator: "and_",
        deployment_id: { operator: "and_", any_: [live.id] },
      });
    const requests = await throughout(
      ["run", `${sample.orders}/tried`, "--start-timeout", "1", "--json", "--fail-on", "inconclusive"],
      async () => {},
      async ({ exitCode, stderr, stdout }, number) => {
        expect([number, exitCode]).toEqual([number, 1]);
        expect(`${stderr}${stdout}`).toMatch(/not as a Prefect API does|No worker polls/);
        const runs = await started();
        expect(runs.length).toBeLessThanOrEqual(number + 1);
        const left = runs.filter(({ state_type }) => state_type !== "CANCELLED");
        expect([number, left.map(({ state_type }) => state_type)]).toEqual([number, []]);
      },
    );
    expect(requests).toBeGreaterThan(10);
  },
  SLOW,
);

test(
  "schedules does the rest, and says what it did",
  async () => {
    const key = `${sample.orders}/daily`;
    const requests = await throughout(
      ["schedules", "paused", key, "--json"],
      () => cli(["schedules", "active", key]),
      async () => {
        expect(await cli(["schedules", "paused", key])).toMatchObject({ exitCode: 0 });
      },
    );
    expect(requests).toBeGreaterThan(2);
  },
  SLOW,
);

test(
  "work-pool tells what came, and another run finishes the job",
  async () => {
    let image = 0;
    const file = join(sample.repository.root, "template.json");
    const update = ["work-pool", "--work-pool", sample.workPool, "--base-job-template", file];
    const requests = await throughout(
      [...update, "--json"],
      () => writeFile(file, JSON.stringify(templateOf(`acme/flows:${++image}`))),
      async () => {
        expect(await cli(update)).toMatchObject({ exitCode: 0 });
        const pool = await prefect.workPools.find(sample.workPool);
        expect(pool?.base_job_template).toEqual(templateOf(`acme/flows:${image}`));
      },
    );
    expect(requests).toBeGreaterThan(2);
  },
  SLOW,
);

function templateOf(image: string) {
  const command = { type: "string" };
  return {
    job_configuration: { command: "{{ command }}", image },
    variables: { type: "object", properties: { command } },
  };
}
