import type { JsonObject } from "#json";
import { ModelPrefect } from "./model-prefect.ts";
import { type Deployments, SampleTeam } from "./sample-team.ts";

let prefect: ModelPrefect;
let team: SampleTeam;
beforeEach(async () => {
  prefect = await ModelPrefect.start();
  team = await SampleTeam.start(prefect.apiUrl);
});
afterEach(() => prefect.stop());

const FILE = "prefect.yaml";
const [ONE, TWO] = ["0 1 * * *", "0 2 * * *"] as const;
const push = (deployments: Deployments) => team.push({ [FILE]: deployments }, [ONE, TWO]);
const keep = { prune: true, schedules: "keep" } as const;
const row = (name: string) => prefect.held.get(`f/${name}`) as JsonObject;
const stateOf = (name: string) => ({
  id: row(name).id,
  paused: row(name).paused,
  tags: row(name).tags,
  schedules: prefect.schedulesOf(`f/${name}`),
});

/** Turns one of a deployment's schedules on, as somebody does in the UI. */
function turnOn(name: string, cron: string): void {
  const held = row(name);
  const schedules = (held.schedules as JsonObject[]).map((one) =>
    (one.schedule as JsonObject).cron === cron ? { ...one, active: true } : one,
  );
  prefect.deployments.set(String(held.id), { ...held, schedules });
}

test.each([
  ["keep", false],
  ["keep", true],
  ["as-declared", false],
] as const)(
  "archive and return under schedules: %s put back what was, paused: %s",
  async (schedules, paused) => {
    const how = { prune: true, schedules };
    await push({ a: 1, b: 1 });
    await team.deploy(FILE, { schedules });
    if (schedules === "keep") turnOn("b", TWO);
    prefect.deployments.set(String(row("b").id), { ...row("b"), paused });
    const before = stateOf("b");
    await push({ a: 1 });
    const { inventory } = await team.apply(FILE, how);
    expect(inventory).toMatchObject({ deployments: 2, archived: 1 });
    expect(stateOf("b")).toEqual({
      ...before,
      paused: true,
      tags: [expect.stringMatching(/^removed-/)],
      schedules: { [ONE]: "paused", [TWO]: "paused" },
    });
    // It stays so, and nothing more is written.
    prefect.writes = [];
    expect((await team.apply(FILE, how)).plan.deployments.map(({ key }) => key)).toEqual(["f/a"]);
    expect(prefect.writes).toEqual([]);
    // The tag is not what tells.
    prefect.deployments.set(String(row("b").id), { ...row("b"), tags: [] });
    await push({ a: 1, b: 1 });
    const { plan } = await team.apply(FILE, how);
    expect(stateOf("b")).toEqual(before);
    expect(plan.deployments.find(({ key }) => key === "f/b")?.notes).toContainEqual(
      expect.stringMatching(/was archived on .*; comes back with its history/),
    );
    // What somebody does later is not put back again.
    prefect.setSchedules("f/b", true);
    if (schedules === "keep") {
      await team.apply(FILE, how);
      expect(stateOf("b").schedules).toEqual({ [ONE]: "active", [TWO]: "active" });
    }
  },
);

test("one that somebody has turned on again in the UI is archived anew, with what it was then", async () => {
  await push({ a: 1, b: 1 });
  await team.deploy(FILE, { schedules: "keep" });
  await push({ a: 1 });
  await team.apply(FILE, keep);
  prefect.deployments.set(String(row("b").id), { ...row("b"), paused: false });
  turnOn("b", ONE);
  // An earlier day's tag gives way to today's.
  const [today] = row("b").tags as string[];
  const [variable = "", record] = [...prefect.variables].find(([name]) => name.startsWith("archive-")) ?? [];
  const earlier = JSON.stringify(record).replaceAll(String(today), "removed-2020-01-02");
  prefect.variables.set(variable, JSON.parse(earlier));
  prefect.deployments.set(String(row("b").id), { ...row("b"), tags: ["removed-2020-01-02"] });
  expect((await team.apply(FILE, keep)).execution.archived).toHaveLength(1);
  expect(row("b").tags).toEqual([today]);
  expect(stateOf("b")).toMatchObject({ paused: true, schedules: { [ONE]: "paused" } });
  await push({ a: 1, b: 1 });
  await team.apply(FILE, keep);
  expect(stateOf("b")).toMatchObject({ paused: false, schedules: { [ONE]: "active", [TWO]: "paused" } });
});

test("a removal that a detection tells of may be archived too, and comes back without pruning", async () => {
  await push({ a: 1, b: 1 });
  await team.deploy(FILE, { schedules: "keep" });
  turnOn("b", ONE);
  const before = stateOf("b");
  await push({ a: 1 });
  expect((await team.deploy(FILE, { removedPolicy: "archive", schedules: "keep" })).excluded).toEqual([]);
  expect(stateOf("b")).toMatchObject({ paused: true });
  await push({ a: 1, b: 1 });
  await team.deploy(FILE, { schedules: "keep" });
  expect(stateOf("b")).toEqual(before);
});

describe.each(["archive", "return"] as const)("a run that dies at any write of an %s", (step) => {
  test("is finished by the next one, with the states of before", async () => {
    for (let life = 0; ; life++) {
      await prefect.stop();
      prefect = await ModelPrefect.start();
      team = await SampleTeam.start(prefect.apiUrl);
      await push({ a: 1, b: 1 });
      await team.deploy(FILE, { schedules: "keep" });
      turnOn("b", TWO);
      const before = stateOf("b");
      await push({ a: 1 });
      if (step === "return") {
        await team.apply(FILE, keep);
        await push({ a: 1, b: 1 });
      }
      prefect.life = life;
      const ended = await team.apply(FILE, keep).then(
        () => "well",
        () => "badly",
      );
      const isOver = ended === "well" && prefect.life > 0;
      prefect.life = Number.POSITIVE_INFINITY;
      await team.apply(FILE, keep);
      if (step === "archive") {
        expect(stateOf("b")).toMatchObject({ paused: true, schedules: { [ONE]: "paused", [TWO]: "paused" } });
        prefect.writes = [];
        await team.apply(FILE, keep);
        expect(prefect.writes).toEqual([]);
        await push({ a: 1, b: 1 });
        await team.apply(FILE, keep);
      }
      expect({ life, ...stateOf("b") }).toEqual({ life, ...before });
      if (isOver) {
        expect(life).toBeGreaterThan(5);
        return;
      }
    }
  }, 300_000);
});
