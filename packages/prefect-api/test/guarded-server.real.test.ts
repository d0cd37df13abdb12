import { type PrefectServer, startPrefectServer, uniqueName } from "#services";
import { connectionFromInputs, PrefectClient } from "../src/index.ts";
import { recordingReporter } from "./sample.ts";
import { type SpoiledServer, spoiledServer } from "./spoiled-server.ts";

/** One server of its own with everything that stands in a client's way: a login, CSRF protection, short pages. */
let server: PrefectServer;
let proxy: SpoiledServer;
const authString = "admin:hunter22";
const clientFor = (apiUrl: string) =>
  new PrefectClient(connectionFromInputs({ apiUrl, authString }), { retry: { firstDelay: 20 } });

beforeAll(async () => {
  server = await startPrefectServer({
    env: {
      PREFECT_SERVER_API_AUTH_STRING: authString,
      PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true",
      PREFECT_SERVER_API_DEFAULT_LIMIT: "3",
    },
  });
  proxy = await spoiledServer(server.apiUrl);
});
afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

test("without credentials, and with wrong ones, the error says which input to set", async () => {
  const none = new PrefectClient(connectionFromInputs({ apiUrl: server.apiUrl }));
  await expect(none.server.check()).rejects.toThrow(
    /wants credentials and none are given \(401\).*prefect-auth-string/,
  );
  const wrong = new PrefectClient(
    connectionFromInputs({ apiUrl: server.apiUrl, authString: "admin:wrong-one" }),
  );
  await expect(wrong.server.check()).rejects.toThrow(/does not take the credentials \(401\)/);
  await expect(wrong.server.check()).rejects.not.toThrow(/wrong-one/);
});

test("the credentials are handed to the reporter before anything is sent", () => {
  const { secrets, reporter } = recordingReporter();
  new PrefectClient(connectionFromInputs({ apiUrl: server.apiUrl, authString }), { reporter });
  expect(secrets).toEqual(expect.arrayContaining(["admin:hunter22", "hunter22"]));
});

test("one CSRF token is fetched for many requests, and a new one when the server refuses it", async () => {
  const unguarded = await fetch(`${server.apiUrl}/flows/count`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(authString).toString("base64")}` },
  });
  expect(unguarded.status).toBe(403);
  expect(await unguarded.text()).toContain("CSRF");
  const prefect = clientFor(proxy.apiUrl);
  const tokens = () => proxy.seen("GET", /csrf-token/).length;
  await Promise.all([1, 2, 3].map(() => prefect.flows.ensure(uniqueName("flow"))));
  expect(tokens()).toBe(1);
  const refusal = '{"detail":"Invalid CSRF token or client identifier."}';
  proxy.spoil("POST", /\/flows\//, { answer: 403, body: refusal });
  await prefect.flows.ensure(uniqueName("flow"));
  expect(tokens()).toBe(2);
});

test("requests under way at once share the new token, which ends the one before", async () => {
  const prefect = clientFor(proxy.apiUrl);
  const before = proxy.seen("GET", /csrf-token/).length;
  proxy.spoil("GET", /csrf-token/, {
    answer: 200,
    body: JSON.stringify({ token: "of-another", expiration: "2100-01-01T00:00:00Z" }),
  });
  await Promise.all(Array.from({ length: 8 }, () => prefect.flows.ensure(uniqueName("flow"))));
  expect(proxy.seen("GET", /csrf-token/).length - before).toBe(2);
});

test("a token that has run out is renewed", async () => {
  const prefect = clientFor(proxy.apiUrl);
  const tokens = () => proxy.seen("GET", /csrf-token/).length;
  const before = tokens();
  proxy.spoil("GET", /csrf-token/, {
    answer: 200,
    body: JSON.stringify({ token: "of-yesterday", expiration: "2020-01-01T00:00:00Z" }),
  });
  await prefect.flows.ensure(uniqueName("flow"));
  expect(tokens()).toBe(before + 2);
});

test("pages shorter than what is asked for lose nothing, also where names are equal", async () => {
  const prefect = clientFor(server.apiUrl);
  const [name, tag] = [uniqueName("same-name"), uniqueName("tag")];
  const flows = await Promise.all(Array.from({ length: 8 }, () => prefect.flows.ensure(uniqueName("flow"))));
  const made = await Promise.all(
    flows.map((flow) => prefect.deployments.create({ name, flow_id: flow.id, tags: [tag] })),
  );
  const ids = made.map((deployment) => deployment.id).sort();
  const sorted = (found: { id: string }[]) => found.map(({ id }) => id).sort();
  const pairs = flows.map((flow) => ({ flowName: flow.name, name }));
  expect(sorted(await prefect.deployments.findByNames(pairs))).toEqual(ids);
  expect(sorted(await prefect.deployments.findByTags([tag]))).toEqual(ids);
  expect(sorted(await prefect.deployments.findByDeploymentNames([name]))).toEqual(ids);
  expect(sorted((await prefect.deployments.list()).filter((one) => one.name === name))).toEqual(ids);
  expect((await prefect.flows.findByIds(flows.map((flow) => flow.id))).size).toBe(8);
});

test("queues of a pool are read over several pages", async () => {
  const prefect = clientFor(server.apiUrl);
  const pool = await prefect.workPools.create({ name: uniqueName("pool"), type: "process" });
  const names = ["q1", "q2", "q3", "q4", "q5"];
  for (const name of names) await prefect.workPools.createQueue(pool.name, { name });
  const queues = await prefect.workPools.queues(pool.name);
  expect(queues.map((queue) => queue.name).sort()).toEqual(["default", ...names]);
});
