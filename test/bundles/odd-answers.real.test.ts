// What an action that only reads makes of answers that are none of Prefect's: it says so, and calls nothing its defect.
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type InjectedFault, runBundle, sharedPrefectServer, startProxy, uniqueName } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { GitHubStandIn } from "../github/index.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const ODD: InjectedFault[] = [
  { answer: 200, body: "" },
  { answer: 204, body: "" },
  { answer: 200, body: "null" },
  { answer: 200, body: "{}" },
  { answer: 200, body: "[{}]" },
  { answer: 200, body: "<html>Sign in</html>" },
];

let github: GitHubStandIn;
beforeAll(async () => {
  const { root } = await temporaryRepository();
  github = await GitHubStandIn.start({ repository: "acme/platform", folder: root });
  github.repository.pulls.push({ number: 3, head: { ref: "feature", sha: "0".repeat(40) }, state: "closed" });
});
afterAll(() => github.stop());

type Result = Awaited<ReturnType<typeof runBundle>>;

/** Runs an action once for each odd answer to each of its requests. */
async function spoilEach(
  run: (apiUrl: string) => Promise<Result>,
): Promise<{ runs: Result[]; requests: number }> {
  let wanted = -1;
  let fault: InjectedFault | undefined;
  let spoilt: string | undefined;
  const proxy = await startProxy(apiUrl, ({ method, path, body }, index) => {
    const request = `${method} ${path} ${body}`;
    if (index === wanted) spoilt = request;
    return request === spoilt ? fault : undefined;
  });
  try {
    await run(proxy.url);
    const requests = proxy.requests.length;
    const runs: Result[] = [];
    for (wanted = 0; wanted < requests; wanted++) {
      for (fault of ODD) {
        spoilt = undefined;
        proxy.requests.length = 0;
        runs.push(await run(proxy.url));
      }
    }
    return { runs, requests };
  } finally {
    await proxy.stop();
  }
}

test.each<[action: string, run: (url: string) => Promise<Result>, outputs: Record<string, unknown>]>([
  [
    "check-prefect-access",
    (url) =>
      runBundle("check-prefect-access", {
        inputs: { environment: "prod", "when-missing": "fail", "server-timeout": "2s" },
        workspace: process.cwd(),
        env: { PREFECT_API_URL: url, PREFECT_API_KEY: "a-key-of-the-test" },
      }),
    { available: "true" },
  ],
  [
    "find-stale-pull-requests",
    async (url) => {
      const prefix = `${uniqueName("team")}-`;
      const flow = await prefect.flows.ensure(uniqueName("flow"));
      const create = { name: "daily", flow_id: flow.id, entrypoint: "a.py:a", tags: [`${prefix}3`] };
      await prefect.deployments.create(create);
      return runBundle("find-stale-pull-requests", {
        inputs: { "prefect-api-url": url, "tag-prefix": prefix, "server-timeout": "2s" },
        workspace: process.cwd(),
        github: { token: github.token, api_url: github.url, repository: "acme/platform" },
      });
    },
    { stale: expect.stringContaining("tag:") },
  ],
])("%s tells an odd answer to any of its requests, or doesn't need it", async (_action, run, outputs) => {
  const { runs, requests } = await spoilEach(run);
  expect(requests).toBeGreaterThan(0);
  for (const { exitCode, log, annotations, outputs: given } of runs) {
    const told = annotations.map(({ message }) => message).join("\n");
    expect({ log, isDefect: /defect/.test(log) }).toMatchObject({ isDefect: false });
    if (exitCode === 0) expect(given).toMatchObject(outputs);
    else expect(told).toMatch(/not as a Prefect API does|a page|JSON|answers/);
  }
  expect(runs.filter(({ exitCode }) => exitCode === 1).length).toBeGreaterThanOrEqual(ODD.length);
});
