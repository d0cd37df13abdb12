import { automationCallers, type CallerAutomation, type DeploymentResource } from "#impact";

const etl: DeploymentResource = {
  flowName: "etl",
  name: "prod",
  id: "d-etl",
  flowId: "f-etl",
  tags: ["nightly"],
  workPool: "k8s",
  workQueue: "default",
};

function automation(parts: Partial<CallerAutomation>): CallerAutomation {
  return { id: "a", name: "an automation", enabled: true, trigger: {}, actions: [], ...parts };
}
const run = (deployment_id: string) => ({ type: "run-deployment", source: "selected", deployment_id });
const notify = { type: "send-notification", block_document_id: "b" };
const cronLike = { type: "event", expect: ["external.file.arrived"], match: {}, match_related: {} };

function kindOf(parts: Partial<CallerAutomation>, deployment = etl): string {
  const [caller] = automationCallers([automation(parts)], deployment);
  return caller ? `${caller.kind}${caller.isNamed ? " by name" : ""}` : "none";
}

test("an automation whose action runs the deployment, in any of its lists of actions", () => {
  expect(kindOf({ trigger: cronLike, actions: [notify, run("d-etl")] })).toBe("runs by name");
  expect(kindOf({ trigger: cronLike, actions_on_trigger: [run("d-etl")] })).toBe("runs by name");
  expect(kindOf({ trigger: cronLike, actions_on_resolve: [run("d-etl")] })).toBe("runs by name");
  expect(kindOf({ trigger: cronLike, actions: [run("d-other")] })).toBe("none");
  expect(kindOf({ trigger: cronLike, actions: [{ ...run("d-etl"), type: "pause-deployment" }] })).toBe(
    "pauses by name",
  );
});

test("triggers of other deployments that wait for its runs", () => {
  const trigger = {
    type: "event",
    posture: "Reactive",
    expect: ["prefect.flow-run.Completed"],
    match: { "prefect.resource.id": "prefect.flow-run.*" },
    match_related: { "prefect.resource.name": "etl", "prefect.resource.role": "flow" },
  };
  const found = automationCallers([automation({ trigger, actions: [run("d-report")] })], etl);
  expect(found).toEqual([
    {
      id: "a",
      name: "an automation",
      enabled: true,
      kind: "waits",
      isOwn: false,
      isNamed: true,
      runs: ["d-report"],
    },
  ]);
  expect(kindOf({ id: null, trigger, owner: "report/prod" })).toBe("waits by name");
  expect(automationCallers([automation({ trigger, owner: "report/prod" })], etl)[0]?.runs).toEqual([
    "report/prod",
  ]);
});

const flowRun = (related: unknown, expect: string[] = ["prefect.flow-run.*"]) => ({
  expect,
  match_related: related,
});
test.each([
  ["the deployment's id", flowRun({ "prefect.resource.id": "prefect.deployment.d-etl" }), "waits by name"],
  [
    "its name",
    flowRun({ "prefect.resource.role": "deployment", "prefect.resource.name": "prod" }),
    "waits by name",
  ],
  [
    "its flow's id",
    flowRun({ "prefect.resource.id": ["prefect.flow.f-x", "prefect.flow.f-etl"] }),
    "waits by name",
  ],
  [
    "a pattern of names",
    flowRun({ "prefect.resource.role": "flow", "prefect.resource.name": "e*" }),
    "waits",
  ],
  ["its tag", flowRun({ "prefect.resource.id": "prefect.tag.nightly" }), "waits"],
  [
    "its work pool",
    flowRun({ "prefect.resource.role": "work-pool", "prefect.resource.name": "k8s" }),
    "waits",
  ],
  [
    "several resources",
    flowRun([
      { "prefect.resource.id": "prefect.tag.nightly" },
      { "prefect.resource.id": "prefect.flow.f-etl" },
    ]),
    "waits by name",
  ],
  [
    "all but another flow",
    flowRun({ "prefect.resource.role": "flow", "prefect.resource.name": "!x" }),
    "waits",
  ],
  ["any run", flowRun({}), "waits"],
  ["any event", { match: {}, match_related: {} }, "waits"],
  [
    "a composite",
    { type: "compound", triggers: [cronLike, flowRun({ "prefect.resource.id": "prefect.flow.f-etl" })] },
    "waits by name",
  ],
  [
    "a sequence in a composite",
    { type: "compound", triggers: [{ type: "sequence", triggers: [flowRun({})] }] },
    "waits",
  ],
  [
    "what comes before",
    {
      after: ["prefect.flow-run.Running"],
      expect: ["x"],
      match_related: { "prefect.resource.id": "prefect.flow.f-etl" },
    },
    "waits by name",
  ],
  [
    "the deployment's status",
    {
      expect: ["prefect.deployment.not-ready"],
      match: { "prefect.resource.id": "prefect.deployment.d-etl" },
    },
    "waits by name",
  ],
  ["another flow", flowRun({ "prefect.resource.role": "flow", "prefect.resource.name": "other" }), "none"],
  ["another deployment", flowRun({ "prefect.resource.id": "prefect.deployment.d-x" }), "none"],
  [
    "another tag besides",
    flowRun([{ "prefect.resource.id": "prefect.flow.f-etl" }, { "prefect.resource.id": "prefect.tag.x" }]),
    "none",
  ],
  [
    "two labels that no one resource has",
    flowRun({ "prefect.resource.role": "deployment", "prefect.resource.name": "etl" }),
    "none",
  ],
  [
    "one run",
    { expect: ["prefect.flow-run.*"], match: { "prefect.resource.id": "prefect.flow-run.1" } },
    "none",
  ],
  ["other events", flowRun({}, ["prefect.work-pool.*"]), "none"],
  [
    "another deployment's status",
    { expect: ["prefect.deployment.*"], match: { "prefect.resource.id": "prefect.deployment.d-x" } },
    "none",
  ],
  [
    "a metric",
    {
      type: "metric",
      posture: "Metric",
      match: { "prefect.resource.id": "prefect.flow-run.*" },
      match_related: { "prefect.resource.id": "prefect.flow.f-x" },
      metric: {},
    },
    "none",
  ],
])("a trigger by %s", (_, trigger, kind) => {
  expect(kindOf({ trigger, actions: [run("d-report")] })).toBe(kind);
});

test("what only watches counts where it names the deployment", () => {
  const byName = flowRun({ "prefect.resource.id": "prefect.deployment.d-etl" });
  expect(kindOf({ trigger: byName, actions: [notify] })).toBe("watches by name");
  expect(kindOf({ trigger: flowRun({}), actions: [notify] })).toBe("none");
});

test("an action may infer the deployment from the event", () => {
  const again = { type: "run-deployment", source: "inferred", deployment_id: null };
  expect(
    kindOf({ trigger: flowRun({ "prefect.resource.id": "prefect.tag.nightly" }), actions: [again] }),
  ).toBe("runs");
  expect(kindOf({ trigger: cronLike, actions: [again] })).toBe("none");
});

test("the deployment's own triggers are told as its own", () => {
  const [own] = automationCallers([automation({ trigger: cronLike, owner: "etl/prod" })], etl);
  expect(own).toMatchObject({ kind: "runs", isOwn: true });
});

test("without a server only names tell", () => {
  const offline = { ...etl, id: null, flowId: null };
  const byName = flowRun({ "prefect.resource.role": "flow", "prefect.resource.name": "etl" });
  expect(kindOf({ trigger: byName, owner: "report/prod" }, offline)).toBe("waits by name");
  const byId = flowRun({ "prefect.resource.id": "prefect.deployment.d-etl" });
  expect(kindOf({ trigger: byId, owner: "report/prod" }, offline)).toBe("none");
});

test("triggers and actions of any shape are no error", () => {
  for (const trigger of [
    null,
    1,
    "x",
    [],
    { triggers: [null, {}] },
    { expect: 1, match: [], match_related: [1] },
  ]) {
    expect(() =>
      automationCallers([automation({ trigger, actions: [null, 1, { type: "toString" }] })], etl),
    ).not.toThrow();
  }
});
