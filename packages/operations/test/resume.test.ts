import type { PlannedDeployment } from "#deployment-plan";
import { silentReporter } from "#diagnostics";
import { NOTHING_UNFINISHED } from "#server-records";
import { appliedFile, setSchedules } from "../src/index.ts";
import { contradictions } from "../src/stages/contradictions.ts";
import { keysToResume, schedulesWrittenOff, stillToResume } from "../src/stages/resume.ts";
import { ModelPrefect } from "./model-prefect.ts";
import { SampleTeam } from "./sample-team.ts";

const newSchedules = new Map([["f/b", { run: "1", had: ["s1"] }]]);

test("what is still to be turned on is there, off, and named by the record or made by a run without one", () => {
  const live = [
    {
      key: "f/a",
      schedules: [
        { id: "r1", active: false },
        { id: "r2", active: true },
        { id: "r3", active: false },
      ],
    },
    {
      key: "f/b",
      schedules: [
        { id: "s1", active: false },
        { id: "s2", active: false },
        { id: "s3", active: true },
      ],
    },
  ];
  const recorded = ["f/a#r1", "f/a#r2", "f/gone#r9"];
  expect(keysToResume(recorded, { ...NOTHING_UNFINISHED, newSchedules })).toEqual(["f/a", "f/gone", "f/b"]);
  expect(stillToResume(recorded, { newSchedules }, live)).toEqual(["f/a#r1", "f/b#s2"]);
});

test("schedules that are written off count only where their state is kept", () => {
  const change = (action: string, id: string | null, active: boolean) => ({ action, id, after: { active } });
  const deployments = [
    { key: "f/new", schedules: [change("create", null, false)] },
    { key: "f/on", schedules: [change("create", null, true)] },
    { key: "f/old", schedules: [change("unchanged", "s1", false), change("create", null, false)] },
    { key: "f/same", schedules: [change("update", "s2", false)] },
  ] as unknown as PlannedDeployment[];
  expect(schedulesWrittenOff(deployments, "keep")).toEqual(
    new Map([
      ["f/new", []],
      ["f/old", ["s1"]],
    ]),
  );
  for (const other of ["as-declared", "active", "paused"])
    expect(schedulesWrittenOff(deployments, other).size).toBe(0);
});

test("what the next apply would take back is no choice", () => {
  const given = { prune: false, removed: [], removedPolicy: undefined };
  for (const schedules of ["keep", "active"] as const)
    expect(contradictions({ ...given, schedules, startNewSchedules: true })).toEqual([]);
  for (const schedules of ["as-declared", "paused"] as const) {
    expect(contradictions({ ...given, schedules, startNewSchedules: false })).toEqual([]);
    expect(contradictions({ ...given, schedules, startNewSchedules: true })[0]?.fix).toMatch(/keep/);
  }
});

describe("an apply", () => {
  const [ONE, TWO] = ["0 1 * * *", "0 2 * * *"];
  const keep = { schedules: "keep" } as const;
  const start = { ...keep, startNewSchedules: true };
  let prefect: ModelPrefect;
  let team: SampleTeam;
  beforeEach(async () => {
    prefect = await ModelPrefect.start();
    team = await SampleTeam.start(prefect.apiUrl);
  });
  afterEach(() => prefect.stop());

  test("writes new schedules active in the request that makes them, and leaves those that exist as they are", async () => {
    await team.push({ "a.yaml": { a1: 1 } }, [ONE]);
    const first = await team.deploy("a.yaml", start);
    expect(prefect.schedulesOf("f/a1")).toEqual({ [ONE]: "active" });
    expect(first.resume).toEqual([]);
    prefect.setSchedules("f/a1", false);
    await team.push({ "a.yaml": { a1: 1 } }, [ONE, TWO]);
    await team.deploy("a.yaml", start);
    expect(prefect.schedulesOf("f/a1")).toEqual({ [ONE]: "paused", [TWO]: "active" });
    // Nobody wrote to a schedule of its own accord.
    expect(prefect.writes.filter((write) => /schedules\/./.test(write))).toEqual([]);
  });

  test.each([
    ["ended well", Number.POSITIVE_INFINITY],
    // Three variables that are looked for before they are made, and the deployment.
    ["was killed right after it made the deployment", 7],
  ])(
    "tells of schedules that a run before has left off, which %s, until they are turned on",
    async (_, life) => {
      await team.push({ "a.yaml": { a1: 1, a2: 1 } }, [ONE]);
      prefect.life = life;
      await team.deploy("a.yaml", { ...keep, concurrency: 1 }).catch(() => {});
      prefect.life = Number.POSITIVE_INFINITY;
      expect(prefect.schedulesOf("f/a1")).toEqual({ [ONE]: "paused" });
      const ids = () =>
        [...prefect.held]
          .map(([key, { schedules }]) => `${key}#${(schedules as { id: string }[])[0]?.id}`)
          .sort();
      await team.push({ "a.yaml": { a1: 1, a2: 1 } }, [ONE]);
      const second = await team.deploy("a.yaml", keep);
      expect([...second.resume].sort()).toEqual(ids());
      expect(appliedFile(second).newSchedules.sort()).toEqual(ids());
      // The step after it turns them on; on call somebody pauses one: that stays.
      await setSchedules({
        deployments: ids(),
        state: "active",
        connection: { apiUrl: prefect.apiUrl },
        env: {},
        reporter: silentReporter,
      });
      expect(prefect.schedulesOf("f/a2")).toEqual({ [ONE]: "active" });
      prefect.setSchedules("f/a1", false);
      expect((await team.apply("a.yaml", keep)).resume).toEqual([]);
      expect((await team.apply("a.yaml", start)).resume).toEqual([]);
      expect(prefect.schedulesOf("f/a1")).toEqual({ [ONE]: "paused" });
    },
  );

  test("that starts new schedules turns those on that an earlier one has left off", async () => {
    await team.push({ "a.yaml": { a1: 1, a2: 1 } }, [ONE]);
    expect((await team.deploy("a.yaml", keep)).resume).toHaveLength(2);
    prefect.setSchedules("f/a2", true);
    await team.push({ "a.yaml": { a1: 1, a2: 1, a3: 1 } }, [ONE]);
    const next = await team.deploy("a.yaml", start);
    expect(next.resume).toEqual([]);
    for (const key of ["f/a1", "f/a2", "f/a3"]) expect(prefect.schedulesOf(key)).toEqual({ [ONE]: "active" });
    prefect.setSchedules("f/a1", false);
    await team.apply("a.yaml", start);
    expect(prefect.schedulesOf("f/a1")).toEqual({ [ONE]: "paused" });
  });

  test("with schedules as declared leaves nothing to be turned on", async () => {
    await team.push({ "a.yaml": { a1: 1 } }, [ONE]);
    expect((await team.deploy("a.yaml")).resume).toEqual([]);
    await expect(team.deploy("a.yaml", { startNewSchedules: true })).rejects.toThrow(/turns off again/);
  });
});
