import { OWNED_TAG } from "../src/index.ts";
import { automation, cron } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

/** An automation that a user made in the UI to start a deployment. */
async function makeByHand(deploymentId: string, name: string): Promise<void> {
  const response = await fetch(`${server.apiUrl}/automations/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      name,
      trigger: { type: "event", posture: "Reactive", expect: ["by.hand"] },
      actions: [{ type: "run-deployment", source: "selected", deployment_id: deploymentId }],
    }),
  });
  expect(response.status).toBe(201);
}

async function automationsOf(deploymentId: string) {
  const found = await server.client.automations.relatedToDeployment(deploymentId);
  return new Map(found.map((one) => [one.name, one]));
}

async function deployed() {
  const one = server.desired({ schedules: [cron("0 * * * *")], automations: [automation("mine")] });
  await server.apply([one]);
  const { id } = await server.read(one);
  await makeByHand(id, "by hand");
  return { one, id, removed: [{ key: one.key, reason: "not in prefect.yaml since 1a2b3c4d" }] };
}

test("keep tells of it and writes nothing", async () => {
  const { one, removed } = await deployed();
  const { plan, result, writes } = await server.apply([], { removed });
  expect(plan.deployments).toMatchObject([
    { key: one.key, action: "keep", reason: "not in prefect.yaml since 1a2b3c4d", droppedRuns: 0 },
  ]);
  expect(result).toMatchObject({ ok: true, kept: [one.key] });
  expect(writes).toEqual([]);
});

test("pause stops its schedules and its own automations, once", async () => {
  const { one, id, removed } = await deployed();
  const runs = await server.untilRunsExist(id);
  const { plan, result, writes } = await server.apply([], { removed, removedPolicy: "pause" });
  expect(plan.deployments).toMatchObject([{ action: "pause", droppedRuns: runs }]);
  expect(result.paused).toEqual([{ key: one.key, id }]);
  expect(writes).toEqual(["PUT /automations/*", "POST /deployments/*/pause_deployment"]);
  expect((await server.read(one)).paused).toBe(true);
  const automations = await automationsOf(id);
  expect(automations.get("mine")?.enabled).toBe(false);
  expect(automations.get("by hand")?.enabled).toBe(true);
  const again = await server.apply([], { removed, removedPolicy: "pause" });
  expect(again.plan.deployments).toMatchObject([{ action: "unchanged", notes: ["paused already"] }]);
  expect(again.writes).toEqual([]);
});

test("delete takes its own automations first and leaves what a user made", async () => {
  const { one, id, removed } = await deployed();
  const { result, writes } = await server.apply([], { removed, removedPolicy: "delete" });
  expect(result.deleted).toEqual([{ key: one.key, id }]);
  expect(writes).toEqual(["DELETE /automations/owned-by/prefect.deployment.*", "DELETE /deployments/*"]);
  expect(await server.client.deployments.find(one)).toBeUndefined();
  expect([...(await automationsOf(id)).keys()]).toEqual(["by hand"]);
  const again = await server.apply([], { removed, removedPolicy: "delete" });
  expect(again.plan.deployments).toEqual([]);
});

test("a deployment that the files have is never taken as removed", async () => {
  const { one } = await deployed();
  await expect(server.plan([one], { removed: [{ key: one.key }] })).rejects.toThrow(/the files have it/);
});

test("only automations of triggers are changed or deleted, and unchanged ones keep their ids", async () => {
  const before = server.desired({
    automations: [automation("same"), automation("changes"), automation("goes")],
  });
  await server.apply([before]);
  const { id } = await server.read(before);
  await makeByHand(id, "by hand");
  const old = await automationsOf(id);
  expect(old.get("same")?.tags).toEqual([OWNED_TAG]);
  expect(await server.actions([before])).toEqual(["unchanged"]);

  const after = {
    ...before,
    automations: [automation("same"), automation("changes", { parameters: { a: 1 } }), automation("comes")],
  };
  const { writes } = await server.apply([after]);
  expect(writes.sort()).toEqual(["DELETE /automations/*", "POST /automations/", "PUT /automations/*"]);
  const now = await automationsOf(id);
  expect([...now.keys()].sort()).toEqual(["by hand", "changes", "comes", "same"]);
  expect(now.get("same")).toEqual(old.get("same"));
  expect(now.get("by hand")).toEqual(old.get("by hand"));
  expect(now.get("changes")).toMatchObject({
    id: old.get("changes")?.id,
    actions: [{ parameters: { a: 1 } }],
  });
  // Still the deployment's own after the edit.
  await server.client.automations.deleteOwnedBy(id);
  expect([...(await automationsOf(id)).keys()]).toEqual(["by hand"]);
});

test("what is paused gets the run's tags, also when it was paused already, and is found by them", async () => {
  const { one, id, removed } = await deployed();
  const tag = `pr-${one.name}`;
  await server.apply([], { removed, removedPolicy: "pause" });
  const { writes } = await server.apply([], { removed, removedPolicy: "pause", tags: [tag] });
  expect(writes).toEqual(["PATCH /deployments/*"]);
  const live = await server.read(one);
  expect({ paused: live.paused, tags: live.tags }).toEqual({
    paused: true,
    tags: [...(one.fields.tags ?? []), tag],
  });
  expect((await server.client.deployments.findByTags([tag])).map((found) => found.id)).toEqual([id]);
  const again = await server.apply([], { removed, removedPolicy: "pause", tags: [tag] });
  expect(again.writes).toEqual([]);
});
