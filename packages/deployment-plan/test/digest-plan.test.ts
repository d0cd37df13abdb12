import fc from "fast-check";
import { parseJson } from "#json";
import { decide } from "../src/decide.ts";
import { differencesFromApproved, type PlannedDeployment, redactPlan } from "../src/index.ts";
import { DEFAULT_CHOICES as HOW } from "../src/plan-choices.ts";
import { deployment } from "./arbitrary-deployments.ts";
import { cron, desiredDeployment } from "./desired.ts";
import { ModelServer } from "./model-server.ts";
import { planOf } from "./plan-of.ts";

const changed = (planned: PlannedDeployment, more: Partial<PlannedDeployment> = {}) => ({
  ...planned,
  ...more,
});

function update(): PlannedDeployment {
  const server = new ModelServer();
  const before = desiredDeployment({ fields: { tags: ["a"] }, schedules: [cron("0 5 * * *")] });
  server.execute(decide(before, undefined, HOW, null));
  const after = desiredDeployment({
    fields: { tags: ["b"], parameters: { api_token: "s3cr3t" } },
    schedules: [cron("0 6 * * *")],
  });
  return decide(after, server.live, HOW, null);
}

const digestOf = (planned: PlannedDeployment, planKey?: string) =>
  redactPlan(planOf(planned), { planKey }).deployments[0]?.digest;

test("the same plan has the same digest, whatever runs and the clock do", () => {
  const one = update();
  const later = changed(one, { droppedRuns: 7, notes: ["a worker polled"], reason: "another one" });
  expect(digestOf(later)).toBe(digestOf(one));
  const plan = planOf(one);
  expect(redactPlan({ ...plan, createdAt: "2027-01-01T00:00:00.000Z" }).digest).toBe(redactPlan(plan).digest);
});

test.each<[string, (one: PlannedDeployment) => PlannedDeployment]>([
  ["the action", (one) => changed(one, { action: "pause" })],
  ["the deployment's stamp", (one) => changed(one, { live: one.live && { ...one.live, updated: "later" } })],
  ["its id", (one) => changed(one, { live: one.live && { ...one.live, id: "other" } })],
  ["the work pool", (one) => changed(one, { workPool: { name: "other", queue: null } })],
  [
    "a value before",
    (one) =>
      changed(one, { changes: one.changes.map((c) => (c.field === "tags" ? { ...c, before: ["z"] } : c)) }),
  ],
  [
    "a value after",
    (one) =>
      changed(one, { changes: one.changes.map((c) => (c.field === "tags" ? { ...c, after: ["z"] } : c)) }),
  ],
  [
    "a schedule's stamp",
    (one) =>
      changed(one, { schedules: one.schedules.map((schedule) => ({ ...schedule, updated: "later" })) }),
  ],
  ["one schedule less", (one) => changed(one, { schedules: [] })],
])("another digest: %s", (_, change) => {
  expect(digestOf(change(update()))).not.toBe(digestOf(update()));
});

test("25 and 25.0 are two plans", () => {
  const plan = (limit: string) => {
    const parameters = { limit: parseJson(limit) };
    return digestOf(decide(desiredDeployment({ fields: { parameters } }), undefined, HOW, null));
  };
  expect(plan("25")).not.toBe(plan("25.0"));
});

test("what is masked is covered by a key alone, and named without one", () => {
  const other = changed(update(), {
    changes: update().changes.map((one) =>
      one.field === "parameters" ? { ...one, after: { api_token: "0ther" } } : one,
    ),
  });
  expect(digestOf(other)).toBe(digestOf(update()));
  expect(digestOf(other, "key")).not.toBe(digestOf(update(), "key"));
  expect(digestOf(update(), "another key")).not.toBe(digestOf(update(), "key"));
  const notCovered = (planKey?: string) =>
    redactPlan(planOf(update()), { planKey }).deployments[0]?.notCovered;
  expect(notCovered()).toEqual(["parameters"]);
  expect(notCovered("key")).toEqual([]);
});

test("a plan is what was approved exactly where nothing differs, or less is left", () => {
  fc.assert(
    fc.property(fc.array(deployment, { minLength: 1, maxLength: 3 }), deployment, (some, other) => {
      const planned = some.map((one, index) => ({ ...decide(one, undefined, HOW, null), key: `f/${index}` }));
      const approved = redactPlan(planOf(...planned));
      expect(differencesFromApproved(approved, redactPlan(planOf(...planned.toReversed())))).toEqual([]);
      expect(differencesFromApproved(approved, redactPlan(planOf(...planned.slice(1))))).toEqual([]);
      const more = { ...decide(other, undefined, HOW, null), key: "f/more" };
      expect(differencesFromApproved(approved, redactPlan(planOf(...planned, more)))).toEqual([
        "f/more was not to be written, and now it would be (create)",
      ]);
      const moved = { ...redactPlan(planOf(...planned)), commit: "other" };
      expect(differencesFromApproved(approved, moved)).toEqual([
        "the commit is other, and none was approved",
      ]);
    }),
  );
});
