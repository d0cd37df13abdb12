import { build } from "./build-definition.ts";

/** What is warned of a deployment that is sound, each with the value that stands at its place. */
async function warningsOf(deployment: string): Promise<string[]> {
  const { faults, warnings } = await build(`\n${deployment}`);
  expect(faults).toEqual([]);
  return warnings.map(({ location, message, fix }) => {
    const there = location?.line === 2 ? deployment.slice((location.column ?? 1) - 1) : "";
    return `${/^[^,\]}]*/.exec(there)?.[0]} | ${message} ${fix ?? ""}`.trim();
  });
}

describe("keys of a trigger that Prefect ignores", () => {
  test.each([
    [
      "triggers: [{expects: [a]}]",
      "expects: [a | Prefect doesn't know the key expects in a trigger of the type event and ignores it. Did you mean expect?",
    ],
    [
      "triggers: [{enabled: true, deployment: x}]",
      "x | Prefect doesn't know the key deployment in a trigger of the type event and ignores it.",
    ],
    [
      "triggers: [{posture: Metric, metric: {name: lateness, threshold: 1, operator: '<', rang: 300}}]",
      "300 | Prefect doesn't know the key rang in a metric and ignores it. Did you mean range?",
    ],
    [
      "triggers: [{type: sequence, require: all, triggers: [{}, {name: x}]}]",
      "all | Prefect doesn't know the key require in a trigger of the type sequence and ignores it.",
      "x | Prefect doesn't know the key name in a trigger of the type event and ignores it.",
    ],
  ])("%s", async (deployment, ...told) => {
    expect(await warningsOf(deployment)).toEqual(told);
  });

  test("are told of where they are Prefect's own too: none", async () => {
    const known =
      "triggers: [{name: n, description: d, enabled: true, parameters: {limit: 1}, job_variables: {}, schedule_after: 5, type: event, match: {a: b}, match_related: {}, after: [], expect: [], for_each: [], posture: Reactive, threshold: 1, within: 0}]";
    expect(await warningsOf(known)).toEqual([]);
  });
});

test.each([
  [
    "parameters: {limt: 3, limit: 3, other: 1}",
    "3 | The flow has no parameter limt: every run with it fails. Did you mean limit?",
    "1 | The flow has no parameter other: every run with it fails. Take it out, or give it to the flow.",
  ],
  [
    "schedules: [{cron: '@daily', parameters: {limit: many}}]",
    "many | The flow doesn't take this value of limit: it must be integer. Change the value.",
  ],
  [
    "schedules: [{cron: '@daily'}, {interval: 60, parameters: {limt: 3}}]",
    "3 | The flow has no parameter limt: every run with it fails. Did you mean limit?",
  ],
  [
    "schedule: {cron: '@daily', parameters: {limit: many}}",
    "many | The flow doesn't take this value of limit: it must be integer. Change the value.",
  ],
  [
    "triggers: [{parameters: {limit: many}}, {parameters: {limit: '{{ event.id }}', name: {template: x, __prefect_kind: jinja}}}]",
    "many | The flow doesn't take this value of limit: it must be integer. Change the value.",
    "name: {template: x | The flow has no parameter name: every run with it fails. Take it out, or give it to the flow.",
  ],
  ["enforce_parameter_schema: false, schedules: [{cron: '@daily', parameters: {limit: many}}]"],
])("parameters that a run would fail with: %s", async (deployment, ...told) => {
  expect(await warningsOf(deployment)).toEqual(told);
});
