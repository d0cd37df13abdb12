import { readProject } from "../src/index.ts";
import { built } from "./build-definition.ts";
import { treeOf } from "./folder-tree.ts";

async function fingerprintOf(deployment: string): Promise<string | undefined> {
  const text = `deployments: [{name: a, entrypoint: 'flows/a.py:a', ${deployment}}]`;
  const { definitions, faults } = await readProject(treeOf({ "prefect.yaml": text }), {
    prefectFiles: ["prefect.yaml"],
  });
  expect(faults).toEqual([]);
  return definitions[0]?.fingerprint;
}

/** What would be stored, but for places. */
async function storedOf(deployment: string) {
  const {
    location: _,
    schedules,
    automations,
    ...rest
  } = await built(`parameters: {limit: 1}, ${deployment}`);
  const stored = <Part extends { location: unknown }>(parts: Part[]) =>
    parts.map(({ location: _place, ...part }) => part);
  const inOrder = stored(schedules).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const fields = { ...rest.fields, tags: [...new Set(rest.fields.tags)].sort() };
  return { ...rest, fields, schedules: inOrder, automations: stored(automations) };
}

const cron = "cron: '0 5 * * *'";

test.each([
  [`schedule: {${cron}}`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, timezone: null}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, active: true}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, active: null}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, day_or: true}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, parameters: {}}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, slug: null, replaces: ''}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, interval: null}]`, `schedules: [{${cron}}]`],
  ["schedules: [{interval: 3600}]", "schedules: [{interval: PT1H, timezone: UTC}]"],
  [
    "schedules: [{interval: 60, anchor_date: 2024-01-31}]",
    "schedules: [{interval: 60, anchor_date: '2024-01-31T00:00:00Z'}]",
  ],
  ["schedules: [{rrule: FREQ=DAILY, timezone: UTC}]", "schedules: [{rrule: FREQ=DAILY}]"],
  [`schedules: [{${cron}}, {interval: 60}]`, `schedules: [{interval: 60}, {${cron}}]`],
  ["schedules: []", "schedules: null"],
  ["schedules: []", "description: null"],
  ["schedule: null", "description: ''"],
  ["paused: false", "paused: null"],
  ["paused: false", "enforce_parameter_schema: true"],
  ["tags: [b, a, b]", "tags: [a, b]"],
  ["triggers: []", "triggers: null"],
  [
    "concurrency_limit: {limit: 1, collision_strategy: ENQUEUE, grace_period_seconds: null}",
    "concurrency_limit: {limit: 1, collision_strategy: ENQUEUE}",
  ],
  ["triggers: [{expect: [a], enabled: true, description: ''}]", "triggers: [{expect: [a]}]"],
  ["triggers: [{expect: [a], schedule_after: 0, parameters: null}]", "triggers: [{expect: [a]}]"],
])("%s says the same as %s", async (one, other) => {
  expect(await storedOf(one)).toEqual(await storedOf(other));
  expect(await fingerprintOf(one)).toBe(await fingerprintOf(other));
});

test.each([
  [`schedules: [{${cron}, active: false}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, timezone: UTC}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, day_or: false}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, slug: a}]`, `schedules: [{${cron}}]`],
  [`schedules: [{${cron}, slug: a, replaces: b}]`, `schedules: [{${cron}, slug: a}]`],
  [`schedules: [{${cron}, parameters: {limit: 2}}]`, `schedules: [{${cron}}]`],
  ["schedules: [{interval: 60, anchor_date: 2024-01-31}]", "schedules: [{interval: 60}]"],
  ["schedules: [{rrule: FREQ=DAILY, timezone: Europe/Berlin}]", "schedules: [{rrule: FREQ=DAILY}]"],
  ["paused: true", "paused: false"],
  ["enforce_parameter_schema: false", "enforce_parameter_schema: true"],
  ["tags: [a]", "tags: [b]"],
  ["schedules: [{interval: 60}]", "schedules: [{interval: 61}]"],
  ["concurrency_limit: 1", "concurrency_limit: null"],
  ["triggers: [{expect: [a], enabled: false}]", "triggers: [{expect: [a]}]"],
  ["triggers: [{expect: [a]}, {expect: [b]}]", "triggers: [{expect: [b]}, {expect: [a]}]"],
  ["description: x", "description: null"],
])("%s says something else than %s", async (one, other) => {
  expect(await storedOf(one)).not.toEqual(await storedOf(other));
  expect(await fingerprintOf(one)).not.toBe(await fingerprintOf(other));
});
