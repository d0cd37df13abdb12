import { type PrefectServer, runBundle, sharedPrefectServer, startPrefectServer } from "#services";

const AUTH = "admin:a-password-of-the-test";
let locked: PrefectServer;
beforeAll(async () => {
  locked = await startPrefectServer({ env: { PREFECT_SERVER_API_AUTH_STRING: AUTH } });
});
afterAll(() => locked?.stop());

const check = (env: Record<string, string>, whenMissing = "fail") =>
  runBundle("check-prefect-access", {
    inputs: { environment: "prod", "when-missing": whenMissing },
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
