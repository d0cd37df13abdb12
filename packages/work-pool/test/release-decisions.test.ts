import type { Worker } from "#prefect-api";
import type { Revision } from "../src/helm/release-decisions.ts";
import { afterFailure, awaitedWorker, lastDeployed, readinessOf } from "../src/helm/release-decisions.ts";

const AT = "2026-11-28T10:00:00Z";
const history = (...statuses: string[]): Revision[] =>
  statuses.map((status, index) => ({ revision: index + 1, status, updated: AT, chart: "prefect-worker-1" }));

test.each<[string, string[], number | undefined]>([
  ["none", [], undefined],
  ["the deployed one", ["superseded", "deployed", "failed"], 2],
  ["the newest superseded one where none is deployed", ["superseded", "superseded", "failed"], 2],
  ["none where all failed", ["failed"], undefined],
])("the revision that was good last: %s", (_, statuses, expected) => {
  expect(lastDeployed(history(...statuses))).toBe(expected);
});

describe("a release before an upgrade", () => {
  const soon = Date.parse(AT) + 299_000;
  test.each<[string, string[], number, string, number | undefined]>([
    ["is ready where it isn't installed", [], soon, "ready", undefined],
    ["is ready where it is deployed", ["deployed"], soon, "ready", undefined],
    ["is ready where it failed", ["deployed", "failed"], soon, "ready", undefined],
    ["is busy while another upgrade may be at it", ["deployed", "pending-upgrade"], soon, "busy", undefined],
    ["was left by one that was killed", ["deployed", "pending-upgrade"], soon + 2000, "killed", 1],
    ["was left by a first installation", ["pending-install"], soon + 2000, "killed", undefined],
  ])("%s", (_, statuses, now, kind, good) => {
    const readiness = readinessOf(history(...statuses), 300, now);
    expect(readiness.kind).toBe(kind);
    expect(readiness.kind === "killed" ? readiness.good : undefined).toBe(good);
  });
});

describe("a release after an update that failed", () => {
  test.each<[string, string[], number | undefined, ReturnType<typeof afterFailure>]>([
    ["goes back to what was good", ["deployed", "failed"], undefined, { kind: "put-back", revision: 1 }],
    [
      "goes back where the worker did not come",
      ["superseded", "deployed"],
      2,
      { kind: "put-back", revision: 1 },
    ],
    ["goes away where it was the first", ["failed"], undefined, { kind: "remove" }],
    ["goes away where its first worker did not come", ["deployed"], 1, { kind: "remove" }],
    [
      "stays where somebody else deployed since",
      ["superseded", "superseded", "deployed"],
      2,
      { kind: "leave" },
    ],
    [
      "stays where somebody else is at it",
      ["superseded", "deployed", "pending-upgrade"],
      2,
      { kind: "leave" },
    ],
    ["stays where there is none", [], undefined, { kind: "leave" }],
  ])("%s", (_, statuses, ours, expected) => {
    expect(afterFailure(history(...statuses), ours)).toEqual(expected);
  });
});

describe("the worker that proves an update", () => {
  const worker = (name: string, last_heartbeat_time: string = AT) =>
    ({ name, last_heartbeat_time }) as Worker;
  const before = [worker("edp")];
  const situation = { name: undefined, before, isRestarted: true, isTemplateNew: true };
  const takes = (awaited: ReturnType<typeof awaitedWorker>, one: Worker) =>
    "isAwaited" in awaited && awaited.isAwaited(one);

  test("is a new one where each start makes up a name", () => {
    const awaited = awaitedWorker(situation);
    expect([takes(awaited, worker("other")), takes(awaited, worker("edp"))]).toEqual([true, false]);
  });

  test("of a fixed name has sent a heartbeat once the old one is gone", () => {
    expect(awaitedWorker({ ...situation, name: "edp" })).toEqual({ heartbeat: true, onceGone: true });
  });

  test("of a fixed name that nobody had before is that one", () => {
    const awaited = awaitedWorker({ ...situation, name: "new" });
    expect([takes(awaited, worker("new")), takes(awaited, worker("edp"))]).toEqual([true, false]);
  });

  test("that was not started anew has read the new template by its next heartbeat", () => {
    const same = { ...situation, isRestarted: false };
    expect(awaitedWorker(same)).toEqual({ heartbeat: true, onceGone: false });
    expect(takes(awaitedWorker({ ...same, isTemplateNew: false }), worker("edp"))).toBe(true);
  });
});
