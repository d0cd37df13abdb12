import { type Fault, silentReporter } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { readDeployedCommit, recordDeployedCommit, variableName } from "../src/index.ts";

const prefect = new PrefectClient(connectionFromInputs({ apiUrl: sharedPrefectServer().apiUrl }));
const target = () => ({ repository: `acme/${uniqueName("platform")}`, files: ["prefect.yaml"] });
const deployed = { commit: "a".repeat(40), time: "2026-11-20T10:00:00.000Z", run: "https://ci/runs/7" };

test("what was recorded is read again, and the next record replaces it", async () => {
  const at = target();
  expect(await readDeployedCommit(prefect, at, silentReporter)).toBeUndefined();
  await recordDeployedCommit(prefect, at, deployed);
  expect(await readDeployedCommit(prefect, at, silentReporter)).toEqual(deployed);
  const next = { commit: "b".repeat(40), time: "2026-11-21T10:00:00.000Z", run: null };
  await recordDeployedCommit(prefect, at, next);
  expect(await readDeployedCommit(prefect, at, silentReporter)).toEqual(next);
});

test("the variable tells a reader what it is of", async () => {
  const at = target();
  const name = await recordDeployedCommit(prefect, at, deployed);
  const variable = await prefect.variables.find(name);
  expect(variable?.value).toEqual({ ...deployed, repository: at.repository, file: "prefect.yaml" });
});

test("the longest names and lists of files are taken by the server", async () => {
  const files = Array.from(
    { length: 300 },
    (_, index) => `deployments/Équipe ${index}/prefect-${index}.yaml`,
  );
  const at = { repository: `git.acme.io/${uniqueName("x".repeat(300))}`, files };
  await recordDeployedCommit(prefect, at, deployed);
  expect(await readDeployedCommit(prefect, at, silentReporter)).toEqual(deployed);
});

test.each([["a text"], [{ commit: "--upload-pack=x", time: "now" }], [{ commit: "abc123" }]])(
  "a record that was overwritten with %j counts as none, with a warning",
  async (value) => {
    const at = target();
    await prefect.variables.set(variableName(at), value);
    const warnings: Fault[] = [];
    const reporter = { ...silentReporter, warning: (fault: Fault) => void warnings.push(fault) };
    expect(await readDeployedCommit(prefect, at, reporter)).toBeUndefined();
    expect(warnings[0]?.message).toContain(variableName(at));
  },
);
