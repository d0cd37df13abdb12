import { silentReporter } from "#diagnostics";
import {
  bareCommit,
  commitVariable,
  type DeployedCommit,
  forgetResumed,
  guardCommit,
  KEPT_COMMITS,
  readDeployedCommits,
  recordDeployedCommit,
} from "../src/index.ts";
import { ModelVariables } from "./model-variables.ts";

const FILES = { repository: "acme/platform", files: ["prefect.yaml"] };
const POOL = { repository: "acme/platform", workPool: "k8s" };
const nth = (number: number): DeployedCommit => ({
  ...bareCommit({
    commit: number.toString(16).padStart(40, "0"),
    time: new Date(Date.UTC(2026, 10, 20, 10, number)).toISOString(),
    run: `https://github.com/acme/platform/actions/runs/${number}`,
  }),
  branch: "main",
  isDefaultBranch: true,
  schedules: "keep",
  counts: { created: number, updated: 1, removed: 0, unchanged: 812 },
  image: `ghcr.io/acme/flows@sha256:${number.toString(16).padStart(64, "0")}`,
  excluded: number % 2 ? [`orders/${number}--staging`] : [],
});
const read = (model: ModelVariables, target = FILES) =>
  readDeployedCommits(model.server, target, silentReporter);

test("the last twenty commits are kept with all that was told of them, the newest first", async () => {
  const model = new ModelVariables();
  for (let number = 1; number <= 25; number++) await recordDeployedCommit(model.server, FILES, nth(number));
  const found = await read(model);
  expect(found?.latest).toEqual(nth(25));
  expect(found?.earlier).toEqual(Array.from({ length: KEPT_COMMITS - 1 }, (_, index) => nth(24 - index)));
});

test("thousands of excluded keys and large templates in each of twenty commits still fit", async () => {
  const model = new ModelVariables();
  const excluded = Array.from({ length: 2000 }, (_, index) => `team-${index % 37}-flow-${index}/x--staging`);
  const template = { variables: { properties: {} }, job_configuration: { text: "x".repeat(5000) } };
  for (let number = 1; number <= 20; number++) {
    await recordDeployedCommit(model.server, FILES, { ...nth(number), excluded, template });
  }
  expect((await read(model))?.earlier.at(-1)).toEqual({ ...nth(1), excluded, template });
  expect(model.stored.size).toBeLessThan(15);
  expect(model.value(commitVariable(FILES)).commit).toBe(nth(20).commit);
});

test("the same commit again replaces itself; an older one stands before it", async () => {
  const model = new ModelVariables();
  await recordDeployedCommit(model.server, FILES, nth(1));
  await recordDeployedCommit(model.server, FILES, nth(2));
  await recordDeployedCommit(model.server, FILES, { ...nth(2), excluded: ["a/b"] });
  await recordDeployedCommit(model.server, FILES, nth(1));
  const found = await read(model);
  expect(found?.latest).toEqual(nth(1));
  expect(found?.earlier).toEqual([{ ...nth(2), excluded: ["a/b"] }, nth(1)]);
});

test("the variable tells a reader what it is of", async () => {
  const model = new ModelVariables();
  await recordDeployedCommit(model.server, FILES, nth(2));
  expect(model.value(commitVariable(FILES))).toMatchObject({
    version: 1,
    repository: "acme/platform",
    files: "prefect.yaml",
    scope: "",
    commit: nth(2).commit,
    branch: "main",
    counts: { created: 2 },
    excluded: [],
  });
});

test("schedules to be resumed stay through further commits until they were turned on", async () => {
  const model = new ModelVariables();
  await recordDeployedCommit(model.server, FILES, nth(1), ["a/b#1", "a/b#2"]);
  await recordDeployedCommit(model.server, { ...FILES, files: ["other.yaml"] }, nth(1), ["a/b#3"]);
  await recordDeployedCommit(model.server, FILES, nth(2));
  expect((await read(model))?.resume).toEqual(["a/b#1", "a/b#2"]);
  await forgetResumed(model.server, ["a/b#1"]);
  expect((await read(model))?.resume).toEqual(["a/b#2"]);
  expect(model.value(commitVariable(FILES))).toMatchObject({
    repository: "acme/platform",
    files: "prefect.yaml",
  });
  const writes = model.writes.length;
  await forgetResumed(model.server, ["a/b#1", "x/y#9"]);
  expect(model.writes).toHaveLength(writes);
});

const FORMER = {
  commit: "a".repeat(40),
  time: "2026-11-20T10:00:00.000Z",
  run: "https://ci/runs/7",
  repository: "acme/platform",
};

test("what stood there before records had versions is read, and goes into the history", async () => {
  const model = new ModelVariables();
  // The name and the value as earlier code wrote them.
  model.stored.set("deployed-commit-acme-platform-prefect-yaml-51ab5bbbc6c4", {
    ...FORMER,
    file: "prefect.yaml",
  });
  const { commit, time, run } = FORMER;
  expect(await read(model)).toEqual({ latest: bareCommit({ commit, time, run }), earlier: [], resume: [] });
  await recordDeployedCommit(model.server, FILES, nth(1));
  expect(await read(model)).toMatchObject({ latest: nth(1), earlier: [bareCommit({ commit, time, run })] });
  expect(model.stored.size).toBe(1);
});

test("a work pool's commit under its former name counts, until the next one is recorded under its own", async () => {
  const model = new ModelVariables();
  const former = "deployed-commit-acme-platform-work-pool-k8s-5007be302bbd";
  model.stored.set(former, { ...FORMER, file: "work pool k8s" });
  const repository = {
    root: "/clone",
    remoteUrl: "https://github.com/acme/platform",
    fetchCommit: async (ref: string) => ref,
    isAncestor: async (ancestor: string, descendant: string) => ancestor <= descendant,
  };
  const update = (commit: string) => ({
    commit,
    allowOlder: false,
    workPool: "k8s",
    repositoryUrl: undefined,
    runUrl: "https://ci/runs/8",
  });
  const guard = (commit: string) => guardCommit(update(commit), repository, model.server, silentReporter);
  await expect(guard("9".repeat(40))).rejects.toThrow(/older than aaaaaaaaaaaa.*runs\/7/);
  const record = await guard("b".repeat(40));
  const template = { job_configuration: {}, variables: {} };
  await record({ image: "ghcr.io/acme/flows:2", template });
  const found = await readDeployedCommits(model.server, POOL, silentReporter);
  expect(found?.latest).toMatchObject({ commit: "b".repeat(40), image: "ghcr.io/acme/flows:2", template });
  expect(found?.earlier.map(({ commit }) => commit)).toEqual(["a".repeat(40)]);
  expect([...model.stored.keys()]).toEqual([commitVariable(POOL)]);
  expect(commitVariable(POOL)).toMatch(/^work-pool-commit-acme-platform-k8s-[0-9a-f]{12}$/);
});
