import { freePort, type InjectedFault, PREFECT_VERSION, sharedPrefectServer, uniqueName } from "#services";
import { PrefectApiError, PrefectClient } from "../src/index.ts";
import { clientOf, recordingReporter } from "./sample.ts";
import { type SpoiledServer, spoiledServer } from "./spoiled-server.ts";

let proxy: SpoiledServer;
const shared = sharedPrefectServer();

beforeEach(async () => {
  proxy = await spoiledServer(shared.apiUrl);
});
afterEach(() => proxy.stop());

test("a Prefect server passes the check and tells its version", async () => {
  const prefect = clientOf(shared.apiUrl);
  expect(await prefect.server.check()).toEqual({ kind: "self-hosted", version: PREFECT_VERSION });
  expect(await prefect.server.isHealthy()).toBe(true);
});

test("an address without its path works, and what was made of it is told", async () => {
  const { infos, reporter } = recordingReporter();
  const prefect = clientOf(new URL(shared.apiUrl).origin, { reporter });
  await prefect.server.check();
  expect(infos).toEqual([`The API is taken to be at ${shared.apiUrl}.`]);
});

test("a host that does not listen, or is not known, is named soon", async () => {
  const port = await freePort();
  await expect(clientOf(`http://127.0.0.1:${port}/api`).server.check()).rejects.toThrow(
    new RegExp(`Nothing listens at 127.0.0.1:${port}`),
  );
  await expect(clientOf("http://prefect.invalid/api").server.check()).rejects.toThrow(/prefect\.invalid/);
});

test("a path where no API is, is told from something that the server lacks", async () => {
  const wrong = clientOf(`${shared.apiUrl}/v9`);
  await expect(wrong.server.check()).rejects.toThrow(
    /does not know GET \/admin\/version \(404\).*prefect-api-url/,
  );
  await expect(wrong.variables.find("x")).rejects.toThrow(/does not know/);
  expect(await clientOf(shared.apiUrl).variables.find(uniqueName("none"))).toBeUndefined();
});

test("a web page, a login and an old server are told for what they are", async () => {
  const prefect = clientOf(proxy.apiUrl);
  const version = (fault: InjectedFault) => proxy.spoil("GET", /version/, fault);
  version({
    answer: 200,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><title>Prefect</title>",
  });
  await expect(prefect.server.check()).rejects.toThrow(/web page \(status 200\)/);
  version({ answer: 302, headers: { location: "https://login.acme.io/authorize?state=s3cret" } });
  await expect(prefect.server.check()).rejects.toThrow(
    /redirects to https:\/\/login\.acme\.io\/authorize instead/,
  );
  version({ answer: 200, body: '"2.20.4"' });
  await expect(prefect.server.check()).rejects.toThrow(/runs Prefect 2\.20\.4.*3\.4\.7 is the oldest/);
  for (let time = 0; time < 2; time++) version({ answer: 200, body: '{"status": "ok"}' });
  await expect(prefect.server.check()).rejects.toThrow(/not as a Prefect API does/);
});

test.each([
  ["2.20.4", false],
  ["3.0.0", false],
  ["3.2.15", false],
  ["3.4.6", false],
  ["3.4.7", true],
  ["3.4.25", true],
  ["3.6.0.dev4", true],
  ["3.10.1+12.gabcdef", true],
])("a server that runs Prefect %s is supported: %s", async (version, isSupported) => {
  proxy.spoil("GET", /version/, { answer: 200, body: JSON.stringify(version) });
  const checked = clientOf(proxy.apiUrl).server.check();
  if (isSupported) return expect(await checked).toEqual({ kind: "self-hosted", version });
  await expect(checked).rejects.toThrow(
    new RegExp(`runs Prefect ${version.replaceAll(".", "\\.")}\\. 3\\.4\\.7 is the oldest that is supported`),
  );
});

test("a later major version is a warning", async () => {
  const { warnings, reporter } = recordingReporter();
  proxy.spoil("GET", /version/, { answer: 200, body: '"4.0.0"' });
  await clientOf(proxy.apiUrl, { reporter }).server.check();
  expect(warnings).toMatchObject([{ message: expect.stringContaining("4.0.0") }]);
});

test("what the server objects to is in the error", async () => {
  const prefect = clientOf(shared.apiUrl);
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const deployment = { name: "d", flow_id: flow.id };
  await expect(prefect.deployments.create({ ...deployment, work_pool_name: "no-such-pool" })).rejects.toThrow(
    /404.*Work pool "no-such-pool" not found/,
  );
  const schedules = [{ schedule: { cron: "not a cron" } }];
  const refusal = prefect.deployments.create({ ...deployment, schedules });
  await expect(refusal).rejects.toThrow(/422.*schedules\.0.*cron/i);
  await expect(refusal).rejects.toThrow(PrefectApiError);
});

test("on Prefect Cloud the check needs key and workspace, asks for no version, and no CSRF token is fetched", async () => {
  // A self-hosted server stands in: these requests are the same on both.
  const connection = {
    apiUrl: proxy.apiUrl,
    kind: "cloud" as const,
    note: null,
    headers: { authorization: "Bearer pnu_s3cret" },
    secrets: ["pnu_s3cret"],
    serverTimeout: 120_000,
  };
  const prefect = new PrefectClient(connection);
  expect(await prefect.server.check()).toEqual({ kind: "cloud", version: null });
  expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /api/flows/count"]);
  proxy.spoil("POST", /count/, { answer: 401, body: '{"detail":"Invalid key pnu_s3cret"}' });
  const refusal = prefect.server.check();
  await expect(refusal).rejects.toThrow(/does not take the credentials.*prefect-api-key/);
  await expect(refusal).rejects.not.toThrow(/pnu_s3cret/);
});
