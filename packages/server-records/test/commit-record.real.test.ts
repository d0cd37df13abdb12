import { type Fault, silentReporter } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { bareCommit, commitVariable, readDeployedCommits, recordDeployedCommit } from "../src/index.ts";

const prefect = new PrefectClient(connectionFromInputs({ apiUrl: sharedPrefectServer().apiUrl }));
const target = () => ({ repository: `acme/${uniqueName("platform")}`, files: ["prefect.yaml"] });
const deployed = bareCommit({
  commit: "a".repeat(40),
  time: "2026-11-20T10:00:00.000Z",
  run: "https://ci/runs/7",
});
const read = (at: ReturnType<typeof target>) => readDeployedCommits(prefect, at, silentReporter);

test("what was recorded is read again, and the next record replaces it", async () => {
  const at = target();
  expect(await read(at)).toBeUndefined();
  await recordDeployedCommit(prefect, at, deployed);
  expect((await read(at))?.latest).toEqual(deployed);
  const next = bareCommit({ commit: "b".repeat(40), time: "2026-11-21T10:00:00.000Z", run: null });
  await recordDeployedCommit(prefect, at, next);
  expect(await read(at)).toEqual({ latest: next, earlier: [deployed], resume: [] });
});

test("twenty commits with thousands of excluded keys are taken by the server, in parts", async () => {
  const at = target();
  const excluded = Array.from(
    { length: 3000 },
    (_, index) => `équipe-${index % 37}-flow-${index}/x--staging`,
  );
  for (let number = 0; number < 3; number++) {
    const commit = `${number}`.repeat(40);
    await recordDeployedCommit(prefect, at, { ...deployed, commit, excluded });
  }
  const found = await read(at);
  expect(found?.latest).toEqual({ ...deployed, commit: "2".repeat(40), excluded });
  expect(found?.earlier.map(({ commit }) => commit[0])).toEqual(["1", "0"]);
  const stored = await prefect.variables.list(commitVariable(at));
  expect(stored[0]?.value).toMatchObject({ parts: stored.length });
});

test("the longest names and lists of files are taken by the server", async () => {
  const files = Array.from(
    { length: 300 },
    (_, index) => `deployments/Équipe ${index}/prefect-${index}.yaml`,
  );
  const at = { repository: `git.acme.io/${uniqueName("x".repeat(300))}`, files };
  await recordDeployedCommit(prefect, at, deployed);
  expect((await read(at))?.latest).toEqual(deployed);
});

test.each([["a text"], [{ commit: "--upload-pack=x", time: "now" }], [{ commit: "abc123" }]])(
  "a record that was overwritten with %j counts as none, with a warning",
  async (value) => {
    const at = target();
    await prefect.variables.set(commitVariable(at), value);
    const warnings: Fault[] = [];
    const reporter = { ...silentReporter, warning: (fault: Fault) => void warnings.push(fault) };
    expect(await readDeployedCommits(prefect, at, reporter)).toBeUndefined();
    expect(warnings[0]?.message).toContain(commitVariable(at));
  },
);
