import fc from "fast-check";
import type { ShownDeployment, ShownPlan } from "#deployment-plan";
import { defaultsOf } from "#input-values";
import { type Json, jsonText, parseJson } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { propertyRuns, sharedPrefectServer, uniqueName } from "#services";
import { planOnlyOptions } from "../src/index.ts";
import { onPullRequest, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

type Definition = { [key: string]: Json };

const FLOW = (name: string) =>
  `from prefect import flow\n\n@flow(name="${name}")\ndef run(value: float = 0, more: dict = {}):\n    pass\n`;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const number = fc.constantFrom("1", "25", "25.0", "-0.5").map(parseJson);

const schedule = fc
  .record({
    rule: fc.constantFrom<Definition>(
      { cron: "0 5 * * *" },
      { cron: "30 6 * * *", timezone: "Europe/Berlin" },
      { interval: 3600 },
      { rrule: "FREQ=DAILY" },
    ),
    slug: fc.constantFrom("a", "b", "c"),
    active: fc.boolean(),
    value: optional(number),
  })
  .map(({ rule, slug, active, value }) => ({
    ...{ ...rule, slug, active },
    ...(value === undefined ? {} : { parameters: { value } }),
  }));

const trigger = fc
  .record({
    name: fc.constantFrom("on order", "on refund"),
    enabled: fc.boolean(),
    event: fc.constantFrom("x", "y"),
  })
  .map(({ name, enabled, event }) => ({ name, enabled, expect: [event] }));

const definition = (version: fc.Arbitrary<string | undefined>) =>
  fc
    .record({
      name: fc.constantFrom("one", "two", "three"),
      version,
      description: optional(fc.constantFrom("Orders", "Refunds")),
      tags: fc.subarray(["x", "y", "z"]),
      parameters: optional(fc.record({ value: number })),
      schedules: fc.uniqueArray(schedule, { maxLength: 2, selector: ({ slug }) => slug }),
      triggers: fc.uniqueArray(trigger, { maxLength: 2, selector: ({ name }) => name }),
      concurrency_limit: optional(fc.constantFrom(1, 2)),
      enforce_parameter_schema: optional(fc.boolean()),
      branch: fc.constantFrom("main", "stable"),
      job_variables: fc.constantFrom<Definition>(
        {},
        { env: { A: "1" } },
        { env: { A: "1", B: "2" }, image: "r/x:1" },
      ),
      queue: optional(fc.constant("urgent")),
    })
    .map(({ branch, job_variables, queue, ...rest }): Definition => {
      const given = Object.entries(rest).filter(([, value]) => value !== undefined) as [string, Json][];
      return {
        ...Object.fromEntries(given),
        entrypoint: "flows/f.py:run",
        pull: [
          { "prefect.deployments.steps.git_clone": { repository: "https://git.example/acme.git", branch } },
        ],
        work_pool: { name: POOL, job_variables, ...(queue === undefined ? {} : { work_queue_name: queue }) },
      };
    });

/** Definitions before and after; a version is declared throughout or nowhere, since a derived one is left out. */
const change = fc.boolean().chain((declared) => {
  const version = declared ? fc.constantFrom<string | undefined>("1", "2") : fc.constant(undefined);
  const side = fc.uniqueArray(definition(version), { maxLength: 3, selector: ({ name }) => name });
  return fc.tuple(side, side);
});

const POOL = uniqueName("base");
let team: SampleTeam;

beforeAll(async () => {
  await prefect.workPools.create({ name: POOL, type: "process" });
  team = await SampleTeam.start(apiUrl, { flow: "unused", pool: POOL });
});

/** What a plan says of the files' own values; ids, stamps and what a server writes in another way are left out. */
function said({ deployments }: Pick<ShownPlan, "deployments">) {
  return [...deployments]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, action, changes, schedules, automations }: ShownDeployment) => ({
      key,
      action,
      changes: changes
        .filter(({ field }) => field !== "version" || isDeclared(changes))
        .map(({ field, before, after }) =>
          jsonText({ field, before: action === "create" ? null : before, after }),
        ),
      schedules: schedules
        .map(({ action, title, before, after }) =>
          jsonText({ action, title, before: stateOf(before), after: stateOf(after) }),
        )
        .sort(),
      automations: automations
        .map(({ action, name, before, after }) =>
          jsonText({
            action,
            name,
            on: [before?.enabled ?? null, after?.enabled ?? null],
            expect: [expectOf(before), expectOf(after)],
          }),
        )
        .sort(),
    }));
}

function stateOf(state: ShownDeployment["schedules"][number]["after"]): Json {
  return state && { active: state.active, parameters: state.parameters, slug: state.slug };
}

function expectOf(state: ShownDeployment["automations"][number]["after"]): Json {
  return state?.trigger.expect ?? null;
}

function isDeclared(changes: ShownDeployment["changes"]): boolean {
  const version = changes.find(({ field }) => field === "version");
  return ["1", "2"].includes(String(version?.after)) && [null, "1", "2"].includes(version?.before as string);
}

test("a plan against the base is the plan against a server that holds the base", async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(change, async ([before, after]) => {
      const flow = uniqueName(`flow-${round++}`);
      const commit = (deployments: Definition[]) =>
        team.repository.commit({
          "flows/f.py": FLOW(flow),
          "prefect.yaml": jsonText({ deployments }),
          "README.md": `${flow} ${deployments.length} ${round}`,
        });
      const base = await commit(before);
      if (before.length > 0) await team.apply("prefect.yaml");
      await commit(after);
      const options = {
        ...defaultsOf(planOnlyOptions),
        base,
        removedPolicy: "delete",
        dangling: "warn",
      } as const;
      const againstBase = await team.plan("prefect.yaml", { ...options, against: "base" });
      const detected = againstBase.deployments.filter(({ filesChange }) => filesChange !== null);
      expect(againstBase.deployments).toEqual(detected);
      const removed = detected.filter(({ filesChange }) => filesChange === "removed").map(({ key }) => key);
      const named = detected.filter(({ filesChange }) => filesChange !== "removed").map(({ key }) => key);
      if (detected.length === 0) return;
      const againstServer = await team.plan("prefect.yaml", {
        ...options,
        against: "server",
        deployments: named,
        removed,
      });
      expect(said(againstBase)).toEqual(said(againstServer));
      for (const { changes, schedules, automations } of againstServer.deployments) {
        for (const { cause = "files" } of [...changes, ...schedules, ...automations])
          expect(cause).toBe("files");
      }
    }),
    { numRuns: propertyRuns(10), endOnFailure: true },
  );
}, 120_000);

test("an edit on the server is told apart from the change of the files", async () => {
  const flow = uniqueName("edited");
  const definition = (limit: number, tags: string[]): Definition => ({
    ...{ name: "one", entrypoint: "flows/f.py:run", pull: [], work_pool: { name: POOL }, tags },
    parameters: { value: limit },
    schedules: [{ cron: "0 5 * * *", slug: "night" }],
  });
  const commit = (deployments: Definition[]) =>
    team.repository.commit({ "flows/f.py": FLOW(flow), "prefect.yaml": jsonText({ deployments }) });
  const base = await commit([definition(1, ["a"])]);
  await team.apply("prefect.yaml");
  const live = await prefect.deployments.find({ flowName: flow, name: "one" });
  await prefect.deployments.update(live?.id ?? "", { tags: ["by hand"] });
  await commit([definition(2, ["a"])]);
  const plan = await team.plan("prefect.yaml", { ...defaultsOf(planOnlyOptions), base });
  expect(plan.deployments[0]?.changes.map(({ field, cause }) => [field, cause])).toEqual(
    expect.arrayContaining([
      ["parameters", "files"],
      ["tags", "server"],
    ]),
  );
  expect(plan.base).toBe(base);
  expect(plan.deployments[0]).toMatchObject({
    filesChange: "modified",
    impact: {
      callers: { isComplete: true },
      runs: { last: null, running: 0 },
      nextRuns: { after: { runs: { length: 5 } } },
    },
  });
});

test("a pull request's plan against the base asks no server", async () => {
  const flow = uniqueName("offline");
  const text = (value: string) =>
    jsonText({
      deployments: [
        {
          ...{ name: "one", entrypoint: "flows/f.py:run", pull: [], work_pool: { name: "{{ $POOL }}" } },
          parameters: { more: { key: "{{ prefect.blocks.secret.key }}", region: value } },
        },
      ],
    });
  const base = await team.repository.commit({
    "flows/f.py": FLOW(flow),
    "prefect.yaml": text("{{ $REGION }}"),
  });
  await team.repository.commit({ "prefect.yaml": text("{{ prefect.variables.region }}") });
  const closed = new SampleTeamWithout(team);
  const plan = await closed.plan(base);
  expect(plan).toMatchObject({ against: "base", server: null, base });
  expect(plan.deployments).toMatchObject([
    {
      action: "update",
      live: null,
      changes: [
        {
          field: "parameters",
          before: { more: { key: "{{ prefect.blocks.secret.key }}", region: "{{ $REGION }}" } },
          after: {
            more: { key: "{{ prefect.blocks.secret.key }}", region: "{{ prefect.variables.region }}" },
          },
        },
      ],
      impact: { runs: null, callers: { isComplete: false } },
    },
  ]);
  expect(plan.notChecked).not.toEqual([]);
});

/** The same team in a job that has no server's address: a request would fail. */
class SampleTeamWithout {
  private readonly team: SampleTeam;

  constructor(team: SampleTeam) {
    this.team = team;
  }

  plan(base: string) {
    return this.team.plan("prefect.yaml", {
      ...defaultsOf(planOnlyOptions),
      ...{ base, against: "base", connection: { apiUrl: "http://127.0.0.1:9/api" } },
      ci: onPullRequest,
    });
  }
}
