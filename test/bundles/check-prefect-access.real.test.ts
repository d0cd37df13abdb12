import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type PrefectServer, runBundle, sharedPrefectServer, startPrefectServer } from "#services";

const AUTH = "admin:a-password-of-the-test";
let locked: PrefectServer;
beforeAll(async () => {
  locked = await startPrefectServer({ env: { PREFECT_SERVER_API_AUTH_STRING: AUTH } });
});
afterAll(() => locked?.stop());

const check = (env: Record<string, string>, whenMissing = "fail", more: Record<string, string> = {}) =>
  runBundle("check-prefect-access", {
    inputs: { environment: "prod", "when-missing": whenMissing, ...more },
    workspace: process.cwd(),
    env,
  });

test("a server without a lock is available, and one with a lock to its credentials", async () => {
  const open = await check({ PREFECT_API_URL: sharedPrefectServer().apiUrl, PREFECT_API_KEY: "" });
  expect(open).toMatchObject({ exitCode: 0, outputs: { available: "true" } });
  const unlocked = await check({ PREFECT_API_URL: locked.apiUrl, PREFECT_API_AUTH_STRING: AUTH });
  expect(unlocked).toMatchObject({ exitCode: 0, outputs: { available: "true" } });
  expect(unlocked.log).not.toContain(AUTH);
});

test.each([
  ["a self-hosted server", () => locked.apiUrl, "neither PREFECT_API_AUTH_STRING nor PREFECT_API_KEY"],
  [
    "Prefect Cloud",
    () =>
      "https://api.prefect.cloud/api/accounts/00000000-0000-4000-8000-000000000001/workspaces/00000000-0000-4000-8000-000000000002",
    "no PREFECT_API_KEY",
  ],
])(
  "without credentials for %s it fails and names the environment, or is skipped",
  async (_name, url, lacks) => {
    const env = { PREFECT_API_URL: url(), PREFECT_API_KEY: "", PREFECT_API_AUTH_STRING: "" };
    const failed = await check(env);
    expect(failed.exitCode).toBe(1);
    expect(failed.outputs.available).toBe("false");
    expect(failed.annotations[0]?.message).toContain(`The environment prod gives ${lacks}`);
    const skipped = await check(env, "skip");
    expect(skipped).toMatchObject({ exitCode: 0, outputs: { available: "false" } });
    expect(skipped.summary).toContain("Nothing was deployed to prod");
  },
);

test("no address and wrong credentials are failures in any case", async () => {
  const nowhere = await check({ PREFECT_API_URL: "" }, "skip");
  expect(nowhere.exitCode).toBe(1);
  expect(nowhere.annotations[0]?.message).toContain("The environment prod names no Prefect server.");
  const wrong = await check(
    { PREFECT_API_URL: locked.apiUrl, PREFECT_API_AUTH_STRING: "admin:wrong-password" },
    "skip",
  );
  expect(wrong.exitCode).toBe(1);
  expect(wrong.annotations[0]?.message).toContain("does not take the credentials");
});

/** An address whose `/api` is answered by a listener, for as long as `work` takes. */
async function answering<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const LOGIN_PAGE = "<!doctype html><title>Log in</title>";

test.each<[string, RequestListener]>([
  ["shows itself", (_request, response) => response.setHeader("content-type", "text/html").end(LOGIN_PAGE)],
  ["is redirected to", (_request, response) => response.writeHead(302, { location: "/login" }).end()],
  ["refuses", (_request, response) => response.writeHead(403).end(LOGIN_PAGE)],
])(
  "where a log-in page that %s stands before the server, a run without credentials has no access",
  async (_how, listener) => {
    await answering(listener, async (url) => {
      const none = { PREFECT_API_URL: url, PREFECT_API_KEY: "", PREFECT_API_AUTH_STRING: "" };
      const skipped = await check(none, "skip");
      expect(skipped).toMatchObject({ exitCode: 0, outputs: { available: "false" } });
      expect(skipped.summary).toContain("Nothing was deployed to prod");
      expect((await check(none)).exitCode).toBe(1);
      // Whoever was given some learns what is wrong with them.
      const given = await check({ ...none, PREFECT_API_KEY: "a-key-of-the-test" }, "skip");
      expect(given.exitCode).toBe(1);
    });
  },
);

test("a called workflow's caller learns that secrets are passed by their names", async () => {
  const failed = await check({ PREFECT_API_URL: locked.apiUrl, PREFECT_API_KEY: "" });
  expect(failed.annotations[0]?.message).toContain("unless the caller passes it by its name");
});

test("the page of the deployments in Prefect's UI, of all or of one tag", async () => {
  const env = { PREFECT_API_URL: sharedPrefectServer().apiUrl, PREFECT_API_KEY: "" };
  const ui = env.PREFECT_API_URL.replace(/\/api$/, "");
  expect((await check(env)).outputs["deployments-url"]).toBe(`${ui}/deployments`);
  const { outputs } = await check(env, "fail", { tag: "pr-12" });
  const page = new URL(outputs["deployments-url"] ?? "");
  expect(page.pathname).toBe("/deployments");
  expect(Object.fromEntries(page.searchParams)).toEqual({
    "deployments.tags.name": "pr-12",
    tags: '["pr-12"]',
  });
});
