import { isOthersProduction } from "../src/stages/shared-server.ts";
import { ModelPrefect } from "./model-prefect.ts";
import { onMain, onPullRequest, SampleTeam } from "./sample-team.ts";

const recorded = { commit: "a".repeat(40), branch: "main", isDefaultBranch: true, schedules: "keep" };
const run = { ci: { request: undefined }, branch: "main", namePrefix: undefined, recorded };
const request = { targetBranch: "main", headSha: undefined };

test.each([
  ["the recorded branch itself", {}, false],
  ["a pull request", { ci: { request }, branch: null }, true],
  ["another branch", { branch: "feature" }, true],
  ["a tag, or whatever has no branch", { branch: null }, false],
  [
    "a pull request whose deployments stand beside the others",
    { ci: { request }, namePrefix: "pr-1-" },
    false,
  ],
  ["a server without a record", { ci: { request }, recorded: undefined }, false],
  ["a server with schedules off", { ci: { request }, recorded: { ...recorded, schedules: "paused" } }, false],
  [
    "a server that another branch was deployed to",
    { ci: { request }, recorded: { ...recorded, isDefaultBranch: false } },
    false,
  ],
  [
    "a record of earlier releases, which tells neither",
    { ci: { request }, recorded: { ...recorded, schedules: null } },
    false,
  ],
])("%s: is it another branch's production?", (_what, more, expected) => {
  expect(isOthersProduction({ ...run, ...more })).toBe(expected);
});

describe("an apply", () => {
  let prefect: ModelPrefect;
  let team: SampleTeam;
  beforeEach(async () => {
    prefect = await ModelPrefect.start();
    team = await SampleTeam.start(prefect.apiUrl);
    await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  });
  afterEach(() => prefect.stop());

  const parametersOf = (key: string) => prefect.held.get(key)?.parameters;

  test("of a pull request is refused on the server of production before its first write, and says the ways out", async () => {
    await team.deploy("a.yaml", { schedules: "keep" });
    await team.push({ "a.yaml": { a1: 2, a2: 1, a3: 1 } });
    prefect.writes = [];
    const pull = { ci: onPullRequest, schedules: "paused" } as const;
    const refused = team.apply("a.yaml", pull);
    await expect(refused).rejects.toThrow(/pull request would write f\/a1 on a server to which main/);
    await expect(refused).rejects.toThrow(/name-prefix.*allow-shared-server/);
    expect(prefect.writes).toEqual([]);
    // A plan tells it, and goes on.
    await team.plan("a.yaml", pull);
    expect(team.warnings.at(-1)?.message).toMatch(/An apply would refuse this: A pull request would write/);
    // What only the pull request has takes nobody's place, nor does what stands beside it.
    expect((await team.apply("a.yaml", { ...pull, deployments: ["a3"] })).execution.created).toHaveLength(1);
    expect((await team.apply("a.yaml", { ...pull, namePrefix: "pr-1-" })).execution.created).toHaveLength(3);
    expect(parametersOf("f/a1")).toEqual({ value: 1 });
    expect((await team.apply("a.yaml", { ...pull, allowSharedServer: true })).execution.updated).toHaveLength(
      1,
    );
  });

  test("of another branch is refused in the same way; of the branch itself it never is", async () => {
    await team.deploy("a.yaml", { schedules: "as-declared" });
    await team.push({ "a.yaml": { a1: 2, a2: 1 } });
    const feature = { ...onMain, branch: "feature/x" };
    await expect(team.apply("a.yaml", { ci: feature })).rejects.toThrow(
      /The branch feature\/x would write f\/a1/,
    );
    expect((await team.deploy("a.yaml")).execution.updated).toHaveLength(1);
    // On somebody's own machine the clone tells the branch.
    await team.repository.git("checkout", "--quiet", "-b", "mine");
    await team.push({ "a.yaml": { a1: 3, a2: 1 } });
    const atHome = { ...onMain, isCi: false, branch: undefined, defaultBranch: undefined };
    await expect(team.apply("a.yaml", { ci: atHome })).rejects.toThrow(/The branch mine would write/);
  });

  test("passes on a server of its own: its record has the schedules off", async () => {
    await team.deploy("a.yaml", { schedules: "paused" });
    await team.push({ "a.yaml": { a1: 2, a2: 1 } });
    expect((await team.apply("a.yaml", { ci: onPullRequest })).execution.updated).toHaveLength(1);
  });

  test("passes for what was left out of the record, and is refused for all where its commit can't be fetched", async () => {
    await team.deploy("a.yaml", { except: ["a2"] });
    await team.push({ "a.yaml": { a1: 1, a2: 2 } });
    const made = await team.apply("a.yaml", { ci: onPullRequest, deployments: ["a2"] });
    expect(made.execution.created).toHaveLength(1);
    const [name = ""] = [...prefect.variables.keys()].filter((one) => one.startsWith("deployed-commit"));
    prefect.variables.set(name, {
      ...(prefect.variables.get(name) as object),
      commit: "f".repeat(40),
      excluded: [],
    });
    await team.push({ "a.yaml": { a1: 1, a2: 3 } });
    const again = team.apply("a.yaml", { ci: onPullRequest, deployments: ["a2"] });
    await expect(again).rejects.toThrow(/would write f\/a2/);
  });
});
