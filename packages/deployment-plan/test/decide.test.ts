import { type JsonObject, jsonText, parseJson } from "#json";
import type { DeploymentFields, DesiredDeployment } from "#prefect-project";
import { OWNED_TAG } from "../src/compare-automations.ts";
import { decide } from "../src/decide.ts";
import type { LiveDeployment } from "../src/live-deployment.ts";
import { DEFAULT_CHOICES as HOW } from "../src/plan-choices.ts";
import { dropsRuns } from "../src/write.ts";
import { writesOf } from "../src/writes.ts";
import { automation, cron, desiredDeployment, interval } from "./desired.ts";
import { ModelServer } from "./model-server.ts";

function deployed(desired: DesiredDeployment): LiveDeployment {
  const server = new ModelServer();
  server.execute(decide(desired, undefined, HOW, null));
  if (!server.live) throw new Error("not created");
  return server.live;
}

function withFields(one: DesiredDeployment, fields: Partial<DeploymentFields>): DesiredDeployment {
  return { ...one, fields: { ...one.fields, ...fields } };
}

function kinds(desired: DesiredDeployment, live: LiveDeployment | undefined): string[] {
  return writesOf(decide(desired, live, HOW, null)).map(({ kind }) => kind);
}

describe("a number is what it is for Python", () => {
  const parameters = (text: string) => parseJson(`{"p": ${text}, "q": [{"r": ${text}}]}`) as JsonObject;
  const withNumber = (text: string) =>
    desiredDeployment({
      fields: {
        parameters: parameters(text),
        job_variables: parameters(text),
        pull_steps: [parameters(text)],
      },
      schedules: [cron("0 5 * * *", { parameters: parameters(text) })],
      automations: [automation("a", { parameters: parameters(text) })],
    });

  test.each(["25.0", "25", "1e+16", "-0.0", "100000000000000000000", "1e-05"])(
    "%s is written as it is, once",
    (text) => {
      const desired = withNumber(text);
      const [write] = writesOf(decide(desired, undefined, HOW, null));
      expect(jsonText(write)).toContain(`"parameters":{"p":${text},"q":[{"r":${text}}]}`);
      expect(kinds(desired, deployed(desired))).toEqual([]);
    },
  );

  test.each([
    ["25", "25.0"],
    ["25.0", "25"],
    ["100000000000000000000", "100000000000000000001"],
  ])("%s in place of %s is a change", (now, before) => {
    const { changes, schedules, automations } = decide(
      withNumber(now),
      deployed(withNumber(before)),
      HOW,
      null,
    );
    expect(changes.map(({ field }) => field)).toEqual(["parameters", "pull_steps", "job_variables"]);
    expect([...schedules, ...automations].map(({ action }) => action)).toEqual(["update", "update"]);
  });

  test.each([
    ["1e+16", "10000000000000000"],
    ["-0.0", "0.0"],
  ])("%s is there already where PostgreSQL made %s of it", (desired, live) => {
    expect(kinds(withNumber(desired), deployed(withNumber(live)))).toEqual([]);
  });
});

describe("what the server or Prefect rewrites is no reason to write, but goes along with one", () => {
  const workingDirectory = (directory: string) => [
    { "prefect.deployments.steps.set_working_directory": { directory } },
  ];
  const base = { ...desiredDeployment(), versionIsDerived: true, workingDirectoryIsDerived: true };
  const live = deployed(
    withFields(base, {
      version: "11111111",
      description: "None",
      pull_steps: workingDirectory("/runner/1"),
      tags: ["b", "a"],
    }),
  );
  const later = withFields(base, {
    version: "22222222",
    description: null,
    pull_steps: workingDirectory("/runner/2"),
    tags: ["a", "b"],
  });

  test("nothing is written for them", () => {
    expect(decide(later, live, HOW, null)).toMatchObject({ action: "unchanged", changes: [] });
  });

  test("they are written with something else", () => {
    const planned = decide(withFields(later, { entrypoint: "other.py:flow" }), live, HOW, null);
    expect(planned.changes.map(({ field }) => field).sort()).toEqual([
      "description",
      "entrypoint",
      "pull_steps",
      "version",
    ]);
  });

  test("a derived version is written for its own sake where that is asked for", () => {
    const planned = decide(later, live, { ...HOW, derivedVersion: "write" }, null);
    expect(planned.action).toBe("update");
  });

  test("declared by the file, each is a reason", () => {
    const declared = { ...later, versionIsDerived: false, workingDirectoryIsDerived: false };
    expect(decide(declared, live, HOW, null).changes.map(({ field }) => field)).toEqual([
      "version",
      "pull_steps",
      "description",
    ]);
    const emptied = { ...withFields(later, { pull_steps: [] }), workingDirectoryIsDerived: false };
    expect(decide(emptied, live, HOW, null).changes.map(({ field }) => field)).toContain("pull_steps");
  });
});

test("a queue of null is the pool's default queue, whatever its name", () => {
  const one = desiredDeployment();
  const live = deployed(one);
  live.fields.work_queue_name = "renamed";
  expect(decide(one, live, HOW, null).action).toBe("unchanged");
  const named = withFields(one, { work_queue_name: "default" });
  expect(writesOf(decide(named, live, HOW, null))).toMatchObject([
    { kind: "update-deployment", body: { work_pool_name: "pool", work_queue_name: "default" } },
  ]);
});

describe("writes wake the scheduler only where that brings something back", () => {
  const two = desiredDeployment({ schedules: [cron("0 1 * * *"), interval(60)] });

  test.each([
    ["an edited schedule", [cron("0 2 * * *"), interval(60)], ["update-schedule", "update-deployment"]],
    ["a deleted schedule", [cron("0 1 * * *")], ["delete-schedule", "update-deployment"]],
    ["an added schedule", [...two.schedules, cron("0 3 * * *")], ["create-schedules"]],
    [
      "all turned off",
      two.schedules.map((one) => ({ ...one, active: false })),
      ["update-schedule", "update-schedule"],
    ],
    ["all deleted", [], ["delete-schedule", "delete-schedule"]],
  ])("%s", (_, schedules, expected) => {
    expect(kinds({ ...two, schedules }, deployed(two))).toEqual(expected);
  });

  test("schedules made in the UI stay where that is asked for", () => {
    const one = { ...two, schedules: two.schedules.slice(0, 1) };
    const planned = decide(one, deployed(two), { ...HOW, undeclaredSchedules: "keep" }, null);
    expect(planned).toMatchObject({
      action: "unchanged",
      schedules: [{ action: "unchanged" }, { action: "unchanged" }],
    });
  });

  test("a first schedule gets its runs at once, since there are none to drop", () => {
    const none = desiredDeployment();
    const first = { ...none, schedules: [cron("0 1 * * *")] };
    expect(kinds(first, deployed(none))).toEqual(["create-schedules", "update-deployment"]);
  });

  test("a changed field and a changed schedule share the one write", () => {
    const changed = withFields({ ...two, schedules: [cron("0 2 * * *"), interval(60)] }, { tags: ["x"] });
    const writes = writesOf(decide(changed, deployed(two), HOW, null));
    expect(writes.map(({ kind }) => kind)).toEqual(["update-schedule", "update-deployment"]);
    expect(writes[1]).toMatchObject({ body: { tags: ["x"] } });
    expect(writes.every(dropsRuns)).toBe(true);
  });

  test("a paused deployment has no runs to bring back", () => {
    const live = deployed(withFields(two, { paused: true }));
    expect(kinds({ ...two, schedules: [cron("0 2 * * *"), interval(60)] }, live)).toEqual([
      "update-schedule",
    ]);
  });
});

test("a slug is freed before another schedule takes it", () => {
  const before = desiredDeployment({
    schedules: [cron("0 1 * * *", { slug: "a" }), cron("0 2 * * *", { slug: "b" })],
  });
  const after = { ...before, schedules: [cron("0 1 * * *", { slug: "b" })] };
  expect(kinds(after, deployed(before))).toEqual(["delete-schedule", "update-schedule", "update-deployment"]);
});

describe("automations", () => {
  const one = desiredDeployment({
    name: "daily",
    automations: [automation("own"), automation("daily__automation_2")],
  });

  /** As `prefect deploy` makes them: without a tag, with defaults filled in, ids, and sets in another order. */
  function byPrefectDeploy(): LiveDeployment {
    const live = deployed(one);
    for (const { state } of live.automations) {
      state.tags = [];
      state.trigger = { id: "x", match_related: {}, after: [], for_each: [], ...state.trigger };
    }
    return live;
  }

  test("that prefect deploy made are left alone while they are the same", () => {
    expect(decide(one, byPrefectDeploy(), HOW, null).action).toBe("unchanged");
  });

  test("that prefect deploy made are taken over when they change, in place", () => {
    const changed = {
      ...one,
      automations: [automation("own", { description: "new" }), ...one.automations.slice(1)],
    };
    expect(writesOf(decide(changed, byPrefectDeploy(), HOW, null))).toMatchObject([
      { kind: "update-automation", state: { name: "own", description: "new", tags: [OWNED_TAG] } },
    ]);
  });

  test("are deleted where it is sure that they came from a trigger, else told of", () => {
    const live = byPrefectDeploy();
    const planned = decide({ ...one, automations: [] }, live, HOW, null);
    expect(planned.automations).toMatchObject([{ action: "delete", name: "daily__automation_2" }]);
    expect(planned.notes).toEqual([
      'the automation "own" starts it too and is left alone: no trigger of the file declares it',
    ]);
  });

  test("are compared as the server stores them", () => {
    const trigger: JsonObject = {
      type: "event",
      posture: "Proactive",
      expect: ["b", "a", "b"],
      match: { "prefect.resource.id": ["x", "y"] },
    };
    const silent = desiredDeployment({ automations: [automation("silent", { trigger })] });
    const live = deployed(silent);
    const [stored] = live.automations;
    if (!stored) throw new Error("no automation");
    stored.state.trigger = { ...stored.state.trigger, id: "x", expect: ["a", "b"], within: 10, threshold: 1 };
    expect(decide(silent, live, HOW, null).action).toBe("unchanged");
    stored.state.trigger = { ...stored.state.trigger, match: { "prefect.resource.id": ["x"] } };
    expect(decide(silent, live, HOW, null).action).toBe("update");
  });

  test("keep their state where states are kept", () => {
    const live = deployed(one);
    for (const { state } of live.automations) state.enabled = false;
    expect(decide(one, live, { ...HOW, schedules: "keep" }, null).action).toBe("unchanged");
    expect(decide(one, live, HOW, null).action).toBe("update");
  });
});
