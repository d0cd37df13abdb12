import { join } from "node:path";
import fc from "fast-check";
import { runLocally } from "#command";
import { automationCallers, type DeploymentResource } from "#impact";
import { prefectProgram, projectRoot, propertyRuns } from "#services";

const deployment: DeploymentResource = {
  flowName: "etl",
  name: "prod",
  id: "6b7e3c1a-0000-4000-8000-000000000001",
  flowId: "6b7e3c1a-0000-4000-8000-000000000002",
  tags: ["nightly", "finance"],
  workPool: "k8s",
  workQueue: "default",
};

const id = fc.constantFrom(
  `prefect.deployment.${deployment.id}`,
  `prefect.flow.${deployment.flowId}`,
  "prefect.deployment.6b7e3c1a-0000-4000-8000-000000000009",
  "prefect.flow.*",
  "prefect.deploy*.6b7e3c1a-*",
  "prefect.tag.nightly",
  "prefect.tag.weekly",
  "prefect.tag.[fn]*",
  "!prefect.tag.nightly",
);
const name = fc.constantFrom("etl", "prod", "e?l", "[!x]rod", "!etl", "other", "k8s", "*");
const role = fc.constantFrom("flow", "deployment", "tag", "work-pool", "work-queue", "!flow", "*-*");
const oneOrSome = (value: fc.Arbitrary<string>) =>
  fc.oneof(value, fc.uniqueArray(value, { minLength: 1, maxLength: 2 }));
const specification = fc.record(
  {
    "prefect.resource.id": oneOrSome(id),
    "prefect.resource.name": oneOrSome(name),
    "prefect.resource.role": oneOrSome(role),
  },
  { requiredKeys: [] },
);
const trigger = fc.record({
  expect: fc.constantFrom<string[]>(
    ["prefect.flow-run.*"],
    ["prefect.flow-run.Completed"],
    ["prefect.*"],
    ["prefect.work-pool.ready", "prefect.flow-run.*"],
    [],
    ["prefect.work-pool.*"],
  ),
  match: fc.constantFrom<object>(
    {},
    { "prefect.resource.id": "prefect.flow-run.*" },
    { "prefect.resource.id": ["prefect.work-pool.*", "prefect.flow-run.*"] },
    { "prefect.resource.id": "prefect.flow-run.6b7e3c1a-0000-4000-8000-000000000001" },
  ),
  match_related: fc.oneof(specification, fc.array(specification, { maxLength: 3 })),
});

test("1,000 random triggers cover a deployment's run just where the server says so", async () => {
  const triggers = fc.sample(trigger, { numRuns: propertyRuns(1000), seed: 20_260_329 });
  const { stdout, stderr, exitCode } = await runLocally(
    await prefectProgram("python"),
    [join(projectRoot, "packages/impact/test/server_triggers.py")],
    { input: JSON.stringify({ deployment, triggers }) },
  );
  if (exitCode !== 0) throw new Error(stderr);
  const server = JSON.parse(stdout) as boolean[];
  const other = { type: "run-deployment", source: "selected", deployment_id: "another" };
  const different = triggers.filter((one, index) => {
    const automation = { id: null, name: "a", enabled: true, trigger: one, actions: [other] };
    return automationCallers([automation], deployment).length > 0 !== server[index];
  });
  expect(different).toEqual([]);
  const covered = server.filter(Boolean).length;
  expect(covered).toBeGreaterThan(100);
  expect(covered).toBeLessThan(900);
});
