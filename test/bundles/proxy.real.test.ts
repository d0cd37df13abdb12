import {
  type ForwardProxy,
  runBundle,
  type SecureFront,
  sharedPrefectServer,
  startForwardProxy,
  startSecureFront,
} from "#services";
import { runCli } from "../cli/run-cli.ts";

const server = new URL(sharedPrefectServer().apiUrl);
/** Only the proxy knows these names, so that what is answered came through it. */
const PLAIN = "http://prefect.example:4200/api";
const SECURE = "https://prefect.example/api";
/** The address of every interface: this machine's too, and yet no loopback address. */
const direct = `http://0.0.0.0:${server.port}/api`;
const NO_VARIABLES = Object.fromEntries(
  ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [
    [name, undefined],
    [name.toUpperCase(), undefined],
  ]),
);

let proxy: ForwardProxy;
let guarded: ForwardProxy;
let front: SecureFront;
beforeAll(async () => {
  front = await startSecureFront(server.host);
  const hosts = {
    "prefect.example:4200": server.host,
    "prefect.example:443": `127.0.0.1:${front.port}`,
  };
  [proxy, guarded] = await Promise.all([
    startForwardProxy({ hosts }),
    startForwardProxy({ hosts, credentials: "runner:p@ss" }),
  ]);
});
beforeEach(() => void proxy.asked.splice(0));
afterAll(() => Promise.all([proxy, guarded, front].map((one) => one?.stop())));

const check = (apiUrl: string, env: Record<string, string>) =>
  runBundle("check-prefect-access", {
    inputs: { environment: "prod" },
    workspace: process.cwd(),
    env: { ...NO_VARIABLES, PREFECT_API_URL: apiUrl, PREFECT_API_KEY: "a-key-for-the-test", ...env },
  });

test.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY"])(
  "a server is asked through the proxy of %s",
  async (name) => {
    const { exitCode, outputs } = await check(PLAIN, { [name]: proxy.url });
    expect({ exitCode, outputs }).toMatchObject({ exitCode: 0, outputs: { available: "true" } });
    expect(proxy.asked).toContain(`GET ${PLAIN}/admin/version`);
  },
);

test("a server of HTTPS is asked through a tunnel, which keeps what is said from the proxy", async () => {
  const { exitCode } = await check(SECURE, {
    HTTPS_PROXY: proxy.url,
    NODE_EXTRA_CA_CERTS: front.certificate,
  });
  expect(exitCode).toBe(0);
  expect(new Set(proxy.asked)).toEqual(new Set(["CONNECT prefect.example:443"]));
});

test("NO_PROXY names the servers that are asked directly, and this machine always is", async () => {
  expect((await check(direct, { HTTP_PROXY: proxy.url })).exitCode).toBe(0);
  const through = proxy.asked.length;
  expect(through).toBeGreaterThan(0);
  expect((await check(direct, { HTTP_PROXY: proxy.url, NO_PROXY: "0.0.0.0" })).exitCode).toBe(0);
  expect((await check(server.href, { HTTP_PROXY: proxy.url })).exitCode).toBe(0);
  expect(proxy.asked).toHaveLength(through);
});

test.each([
  [PLAIN, "HTTP_PROXY"],
  [SECURE, "HTTPS_PROXY"],
])("for %s a proxy gets the credentials of its address, or is told to want them", async (apiUrl, name) => {
  const env = { NODE_EXTRA_CA_CERTS: front.certificate };
  const address = guarded.url.replace("://", "://runner:p%40ss@");
  const letIn = await check(apiUrl, { ...env, [name]: address });
  expect(letIn.exitCode).toBe(0);
  expect(letIn.printed).not.toMatch(/p%40ss|p@ss/);
  const refused = await check(apiUrl, { ...env, [name]: guarded.url });
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations[0]?.message).toMatch(
    /prefect\.example.* is not reached: the proxy 127\.0\.0\.1:\d+ .*407.*check HTTPS_PROXY or HTTP_PROXY/s,
  );
});

test("a proxy that is not there is named instead of the server", async () => {
  const { exitCode, annotations } = await check(PLAIN, { HTTP_PROXY: "http://127.0.0.1:9" });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain(
    "Nothing listens at 127.0.0.1:9, the proxy before prefect.example:4200.",
  );
});

test("the command line goes through the proxy as well", async () => {
  const { exitCode, stderr } = await runCli(["schedules", "paused", "none/here"], {
    cwd: process.cwd(),
    env: { PREFECT_API_URL: PLAIN, http_proxy: proxy.url, no_proxy: "" },
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining("apply the deployment first"),
  });
  expect(proxy.asked).toContain(`GET ${PLAIN}/admin/version`);
});
