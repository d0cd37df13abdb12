import fc from "fast-check";
import { type Json, parseJson } from "#json";
import type { DesiredDeployment, DesiredSchedule } from "#prefect-project";
import { automation, desiredDeployment, schedule } from "./desired.ts";

const text: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c");
const json: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer({ max: 3 }),
  fc.constant(null),
  fc
    .constantFrom("2.0", "1e+16", "-0.0", "100000000000000000001", '{"x": [1]}', '{"x": [1.0]}')
    .map(parseJson),
);
const timezone = fc.constantFrom(null, "UTC", "Europe/Berlin");

const spec: fc.Arbitrary<DesiredSchedule["schedule"]> = fc.oneof(
  fc.record({
    cron: fc.constantFrom("0 1 * * *", "0 2 * * *", "0 3 * * *"),
    timezone,
    day_or: fc.boolean(),
  }),
  fc.record({
    interval: fc.constantFrom(60, 3600),
    anchor_date: fc.constantFrom(null, "2024-01-01T00:00:00+02:00"),
    timezone,
  }),
  fc.record({ rrule: fc.constantFrom("FREQ=DAILY", "DTSTART:20240101T000000\nFREQ=DAILY"), timezone }),
);

const schedules = fc.uniqueArray(
  fc
    .record({
      spec,
      active: fc.boolean(),
      parameters: fc.dictionary(text, json, { maxKeys: 2 }),
      slug: fc.option(text),
      replaces: fc.option(text),
    })
    .map(({ spec: rule, ...parts }) => schedule(rule, parts)),
  // Two schedules of one deployment can't share a slug.
  { maxLength: 4, selector: ({ slug }) => slug ?? Symbol() },
);

const automations = fc
  .uniqueArray(text, { maxLength: 3 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), text, fc.boolean()))))
  .map((rows) => rows.map(([name, description, enabled]) => automation(name, { description, enabled })));

/** Few values, so that two deployments often differ in little. */
export const deployment: fc.Arbitrary<DesiredDeployment> = fc
  .record({
    description: fc.option(text),
    version: fc.option(text),
    tags: fc.array(text, { maxLength: 3 }),
    parameters: fc.dictionary(text, json, { maxKeys: 2 }),
    enforce_parameter_schema: fc.boolean(),
    path: fc.option(text),
    pull_steps: fc.constantFrom<DesiredDeployment["fields"]["pull_steps"]>(null, [], [{ step: { a: 1 } }]),
    work_pool_name: fc.constantFrom("one", "two"),
    work_queue_name: fc.constantFrom(null, "default", "urgent"),
    job_variables: fc.dictionary(text, json, { maxKeys: 2 }),
    concurrency_limit: fc.constantFrom(null, 1, 2),
    concurrency_options: fc.constantFrom(null, { collision_strategy: "ENQUEUE" }),
    paused: fc.boolean(),
  })
  .chain((fields) => fc.record({ fields: fc.constant(fields), schedules, automations }))
  .chain((parts) =>
    fc.boolean().map((versionIsDerived) => ({ ...desiredDeployment(parts), versionIsDerived })),
  );
