import {
  type ChangedDeployment,
  type DeploymentSide,
  danglingFaults,
  findRenames,
  impactOf,
  nextRuns,
  readCodeOwners,
  type Surroundings,
} from "#impact";

const now = new Date("2026-03-27T10:00:00Z");
const cron = (expression: string, slug: string | null = null, active = true) => ({
  schedule: { cron: expression, timezone: "Europe/Berlin", day_or: true },
  active,
  slug,
});

function side(parts: Partial<DeploymentSide> = {}): DeploymentSide {
  return {
    flowName: "etl",
    name: "daily",
    id: "d-1",
    flowId: "f-1",
    tags: [],
    workPool: "k8s",
    workQueue: null,
    paused: false,
    schedules: [cron("0 9 * * *")],
    ...parts,
  };
}

const around: Surroundings = {
  now,
  calls: [
    { file: "flows/parent.py", line: 5, column: 5, deployment: "etl/daily" },
    { file: "flows/by_id.py", line: 7, column: 1, deployment: "d-1" },
    { file: "flows/parent.py", line: 9, column: 5, deployment: "etl/hourly" },
  ],
  automations: [
    {
      id: "a-1",
      name: "Report after etl",
      enabled: true,
      trigger: {
        expect: ["prefect.flow-run.Completed"],
        match_related: { "prefect.resource.id": "prefect.deployment.d-1" },
      },
      actions: [{ type: "run-deployment", source: "selected", deployment_id: "d-2" }],
    },
  ],
  triggers: [],
  owners: readCodeOwners(
    new Map([[".github/CODEOWNERS", "* @all\nflows/ @flows\nprefect.yaml @platform @flows\n"]]),
  ),
  renames: new Map(),
};
const changed = (parts: Partial<ChangedDeployment>): ChangedDeployment => ({
  before: side(),
  after: side(),
  flowFile: "flows/etl.py",
  changedFiles: ["prefect.yaml", "lib/load.py"],
  ...parts,
});

test("tells the next runs before and after, callers and owners of a changed deployment, as JSON", () => {
  const impact = impactOf(changed({ after: side({ schedules: [cron("30 9 * * *", "late")] }) }), around);
  expect(impact.nextRuns.before?.runs.map(({ at }) => at)).toEqual([
    "2026-03-28T09:00:00+01:00",
    "2026-03-29T09:00:00+02:00",
    "2026-03-30T09:00:00+02:00",
    "2026-03-31T09:00:00+02:00",
    "2026-04-01T09:00:00+02:00",
  ]);
  expect(impact.nextRuns.after?.runs[0]).toEqual({
    at: "2026-03-28T09:30:00+01:00",
    timeZone: "Europe/Berlin",
    schedule: 0,
    slug: "late",
  });
  expect(impact.callers.calls.map(({ file, line }) => `${file}:${line}`)).toEqual([
    "flows/parent.py:5",
    "flows/by_id.py:7",
  ]);
  expect(impact.callers.automations).toMatchObject([
    { name: "Report after etl", kind: "waits", runs: ["d-2"] },
  ]);
  expect(impact.callers.isComplete).toBe(true);
  expect(impact.owners).toEqual({ flow: ["@flows"], changes: ["@platform", "@flows", "@all"] });
  expect(impact).toMatchObject({ renamedTo: null, renamedFrom: null, isDangling: false });
  expect(impact.changedFiles).toEqual(["prefect.yaml", "lib/load.py"]);
  expect(JSON.parse(JSON.stringify(impact))).toEqual(impact);
});

test("a removed deployment that is still called dangles, and each caller is a fault with its place", () => {
  const impact = impactOf(changed({ after: null }), around);
  expect(impact.nextRuns.after).toBeNull();
  expect(impact.isDangling).toBe(true);
  const faults = danglingFaults("etl/daily", impact);
  expect(faults.map(({ message, location }) => [message, location?.file, location?.line])).toEqual([
    ["etl/daily is removed, and run_deployment still calls it here.", "flows/parent.py", 5],
    ["etl/daily is removed, and run_deployment still calls it here.", "flows/by_id.py", 7],
    ['etl/daily is removed, and the automation "Report after etl" still waits for it.', undefined, undefined],
  ]);
  for (const { fix } of faults) expect(fix).toMatch(/dangling: warn/);
});

test("a removed deployment that nothing calls any more doesn't dangle", () => {
  const quiet = { ...around, calls: [], automations: [] };
  expect(impactOf(changed({ after: null }), quiet).isDangling).toBe(false);
  const ownOnly = { ...around, calls: [], automations: [], triggers: [] };
  const own = { id: null, name: "own", enabled: true, trigger: {}, actions: [], owner: "etl/daily" };
  expect(impactOf(changed({ after: null }), { ...ownOnly, automations: [own] }).isDangling).toBe(false);
  const broad = {
    ...own,
    owner: null,
    actions: [{ type: "run-deployment", source: "selected", deployment_id: "d-2" }],
  };
  expect(impactOf(changed({ after: null }), { ...ownOnly, automations: [broad] }).isDangling).toBe(false);
});

test("a rename is told on both sides, and dangles while the old name is called", () => {
  const entrypoint = "flows/etl.py:main";
  const renames = findRenames([{ key: "etl/daily", entrypoint }], [{ key: "etl/nightly", entrypoint }]);
  const gone = impactOf(changed({ after: null }), { ...around, renames });
  expect(gone).toMatchObject({ renamedTo: "etl/nightly", isDangling: true });
  expect(danglingFaults("etl/daily", gone)[0]).toEqual({
    code: "caller-left",
    message: "etl/daily is renamed to etl/nightly, and run_deployment still calls it here.",
    location: { file: "flows/parent.py", line: 5, column: 5 },
    fix: "Call etl/nightly instead; `dangling: warn` lets it pass.",
  });
  const added = impactOf(changed({ before: null, after: side({ name: "nightly", id: null }) }), {
    ...around,
    renames,
  });
  expect(added).toMatchObject({ renamedFrom: "etl/daily", renamedTo: null, isDangling: false });
});

test("without a server, the files' own triggers are all that is told of automations", () => {
  const triggers = [
    {
      id: null,
      name: "report/prod__automation_1",
      enabled: true,
      trigger: { expect: ["prefect.flow-run.*"], match_related: { "prefect.resource.name": "etl" } },
      actions: [],
      owner: "report/prod",
    },
  ];
  const offline = side({ id: null, flowId: null });
  const impact = impactOf(changed({ before: offline, after: null }), {
    ...around,
    automations: null,
    triggers,
  });
  expect(impact.callers.isComplete).toBe(false);
  expect(impact.callers.automations).toMatchObject([{ kind: "waits", runs: ["report/prod"] }]);
  expect(impact.isDangling).toBe(true);
});

test("runs of several schedules come in one order, and none where nothing may run", () => {
  const schedules = [cron("0 9 * * *", "nine"), cron("0 8 * * *", null), cron("0 7 * * *", "off", false)];
  const { runs } = nextRuns({ paused: false, schedules }, now);
  expect(runs.map(({ at, schedule }) => [at.slice(8, 13), schedule])).toEqual([
    ["28T08", 1],
    ["28T09", 0],
    ["29T08", 1],
    ["29T09", 0],
    ["30T08", 1],
  ]);
  expect(nextRuns({ paused: true, schedules }, now)).toEqual({ runs: [], notes: [] });
});

test("a schedule over which the scheduler fails leaves the deployment without runs", () => {
  const schedules = [cron("0 9 * * *"), cron("0 0 30 2 *", "never")];
  const { runs, notes } = nextRuns({ paused: false, schedules }, now);
  expect(runs).toEqual([]);
  expect(notes).toMatchObject([
    { schedule: 1, slug: "never", isUnknown: false, why: expect.stringMatching(/fails/) },
  ]);
});

test("what isn't computed is noted, and what another Python makes of it is told", () => {
  const schedules = [
    { schedule: { rrule: "FREQ=YEARLY;BYEASTER=0" }, active: true, slug: "easter" },
    { schedule: { cron: "30 2 * * *", timezone: "Europe/Berlin" }, active: true, slug: null },
  ];
  const found = nextRuns({ paused: false, schedules }, new Date("2026-03-28T12:00:00Z"), "3.8");
  expect(found.notes).toMatchObject([{ schedule: 0, slug: "easter", isUnknown: true }]);
  expect(found.runs[0]?.at).toBe("2026-03-29T01:30:00+01:00");
  expect(found.runsOnPython313?.[0]?.at).toBe("2026-03-29T03:30:00+02:00");
});

test("2,000 deployments, 1,000 calls and 500 automations take seconds at most", () => {
  const calls = Array.from({ length: 1000 }, (_, index) => ({
    file: `flows/f${index}.py`,
    line: 1,
    column: 1,
    deployment: `etl/d${index}`,
  }));
  const automations = Array.from({ length: 500 }, (_, index) => ({
    id: `a${index}`,
    name: `a${index}`,
    enabled: true,
    trigger: {
      type: "event",
      expect: ["prefect.flow-run.Completed"],
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      match_related: { "prefect.resource.id": `prefect.deployment.d${index}` },
    },
    actions: [{ type: "run-deployment", source: "selected", deployment_id: "d-2" }],
  }));
  const start = process.cpuUsage();
  let found = 0;
  for (let index = 0; index < 2000; index++) {
    const one = side({
      name: `d${index}`,
      id: `d${index}`,
      schedules: [cron(`${index % 60} ${index % 24} * * *`)],
    });
    const impact = impactOf(changed({ before: one, after: one }), { ...around, calls, automations });
    found += impact.callers.calls.length + impact.callers.automations.length;
  }
  expect(found).toBe(1500);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(4);
});
