import { type SecureFront, sharedPrefectServer, startSecureFront, uniqueName } from "#services";
import { connectionFromInputs, PrefectClient } from "../src/index.ts";
import { clientOf } from "./sample.ts";
import { type SpoiledServer, spoiledServer } from "./spoiled-server.ts";

let proxy: SpoiledServer;
beforeEach(async () => {
  proxy = await spoiledServer(sharedPrefectServer().apiUrl);
});
afterEach(() => proxy.stop());

async function secondsOf(action: Promise<unknown>): Promise<{ seconds: number; error: Error }> {
  const begun = Date.now();
  const error = await action.then(
    () => new Error("no error"),
    (thrown) => thrown as Error,
  );
  return { seconds: (Date.now() - begun) / 1000, error };
}

const NEVER = { late: 60_000 };

test("a server that accepts and never answers is told once server-timeout is over", async () => {
  proxy.spoil("GET", /./, NEVER, 100);
  const prefect = clientOf(proxy.apiUrl, { timeout: 700, serverTimeout: 2000 });
  const { seconds, error } = await secondsOf(prefect.server.check());
  expect(error.message).toMatch(/gave no answer to GET .* has given no successful answer for 2 s/);
  expect(error.message).toContain("`server-timeout`");
  expect(seconds).toBeGreaterThan(1.5);
  expect(seconds).toBeLessThan(4);
});

test("one that falls silent is waited for once, not by each of many requests; once back, it is used again", async () => {
  const prefect = clientOf(proxy.apiUrl, { serverTimeout: 2400, concurrency: 4 });
  await prefect.server.check();
  proxy.spoil("GET", /\/variables\//, NEVER, 100);
  const names = Array.from({ length: 60 }, () => uniqueName("variable"));
  const asked = () => Promise.all(names.map((name) => secondsOf(prefect.variables.find(name))));
  const first = await secondsOf(asked());
  expect(first.seconds).toBeLessThan(6);
  const again = await asked();
  expect(again.every(({ error }) => /has given no successful answer for 2\.4 s/.test(error.message))).toBe(
    true,
  );
  proxy.forgive();
  // Now and then one is tried.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await prefect.variables.find(names[0] as string)).toBeUndefined();
  expect((await asked()).map(({ error }) => error.message)).toEqual(names.map(() => "no error"));
});

test("whoever gets answers meanwhile may take as long as it takes", async () => {
  const prefect = clientOf(proxy.apiUrl, { serverTimeout: 1000 });
  await prefect.server.check();
  proxy.spoil("GET", /\/flows\/name/, { late: 400 }, 8);
  for (let number = 0; number < 8; number++) await prefect.flows.find("none");
  expect(proxy.seen("GET", /\/flows\/name/)).toHaveLength(8);
});

test("a server that is down for a while is waited for", async () => {
  const prefect = clientOf(proxy.apiUrl, { serverTimeout: 20_000 });
  await prefect.server.check();
  proxy.spoil("GET", /\/flows\/name/, "drop-request", 9);
  expect(await prefect.flows.find("none")).toBeUndefined();
  expect(proxy.seen("GET", /\/flows\/name/)).toHaveLength(10);
});

describe("a certificate that is not trusted", () => {
  let front: SecureFront;
  beforeAll(async () => {
    front = await startSecureFront(new URL(sharedPrefectServer().apiUrl).host);
  });
  afterAll(() => front.stop());

  test("is told at once, with what to do", async () => {
    const prefect = new PrefectClient(
      connectionFromInputs({ apiUrl: `https://127.0.0.1:${front.port}/api` }),
    );
    const { seconds, error } = await secondsOf(prefect.server.check());
    expect(error.message).toMatch(/certificate of 127\.0\.0\.1:\d+ is not trusted.*NODE_EXTRA_CA_CERTS/);
    expect(seconds).toBeLessThan(2);
    expect(front.connections()).toBe(1);
  });
});
