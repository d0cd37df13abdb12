import { silentReporter } from "#diagnostics";
import { PrefectClient } from "#prefect-api";
import { executePlan } from "../src/index.ts";
import { writesOf } from "../src/writes.ts";
import { automation, cron, interval } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.fault = () => undefined;
});

/**
 * Fails the write with this number (from 0) and all after it; 400 is never asked again, so it stands for whatever ends
 * a deployment's writes.
 */
function failFrom(number: number, when: "before" | "after"): void {
  let writes = 0;
  server.fault = ({ method, path }) => {
    if (method === "GET" || /\/(filter|count)$/.test(path)) return undefined;
    const index = writes++;
    if (index < number) return undefined;
    return { answer: 400, reached: index === number && when === "after" };
  };
}

test("what can be applied is applied, the failure is told, and running again finishes the job", async () => {
  const all = [server.desired(), server.desired(), server.desired()];
  const [first, second, third] = all;
  const plan = await server.plan(all);
  let posts = 0;
  server.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/deployments/") && ++posts === 2 ? { answer: 400 } : undefined;
  const result = await executePlan(plan, server.client, { concurrency: 1 });
  expect(result).toMatchObject({
    ok: false,
    created: [{ key: first?.key }, { key: third?.key }],
    failed: [
      {
        key: second?.key,
        fault: {
          code: "request-refused",
          location: { file: "prefect.yaml", line: 3, column: 5 },
          deployments: [second?.key],
        },
      },
    ],
  });

  server.fault = () => undefined;
  const again = await server.apply(all);
  expect(again.result).toMatchObject({
    ok: true,
    created: [{ key: second?.key }],
    unchanged: [first?.key, third?.key],
  });
  expect(await server.actions(all)).toEqual(["unchanged", "unchanged", "unchanged"]);
});

test("what a busy server didn't take at first is taken up again where it stopped", async () => {
  const impatient = new PrefectClient(server.client.connection, { retry: { attempts: 1 } });
  const one = server.desired({ automations: [automation("a")] });
  let refused = 0;
  server.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/automations/") && refused++ === 0 ? { answer: 503 } : undefined;
  const lines: string[] = [];
  const reporter = { ...silentReporter, info: (line: string) => void lines.push(line) };
  const plan = await server.plan([one]);
  server.takeWrites();
  const result = await executePlan(plan, impatient, { reporter });
  expect(result).toMatchObject({ ok: true, failed: [] });
  expect(server.takeWrites().filter((write) => write === "POST /deployments/")).toHaveLength(1);
  expect(lines).toContain("The server was too busy for 1 of them: these are tried again, one by one.");
  expect(await server.actions([one])).toEqual(["unchanged"]);
});

describe.each(["before", "after"] as const)("a server that dies %s any one write", (when) => {
  test("while a deployment is created", async () => {
    for (let number = 0; number < 4; number++) {
      const one = server.desired({
        schedules: [cron("0 1 * * *")],
        automations: [automation("a"), automation("b")],
      });
      const plan = await server.plan([one]);
      failFrom(number, when);
      await executePlan(plan, server.client);
      server.fault = () => undefined;
      expect((await server.apply([one])).result.failed).toEqual([]);
      expect(await server.actions([one])).toEqual(["unchanged"]);
      const { id } = await server.read(one);
      const names = (await server.client.automations.relatedToDeployment(id)).map(({ name }) => name);
      expect(names.sort()).toEqual(["a", "b"]);
    }
  });

  test("while a deployment is changed", async () => {
    const before = server.desired({
      schedules: [cron("0 1 * * *"), cron("0 2 * * *", { slug: "two" }), interval(600)],
      automations: [automation("a"), automation("b")],
    });
    const after = {
      ...before,
      fields: { ...before.fields, description: "after" },
      schedules: [cron("0 9 * * *"), cron("0 8 * * *", { slug: "three" })],
      automations: [automation("b", { description: "changed" }), automation("c")],
    };
    await server.apply([before]);
    const writes = (await server.plan([after])).deployments.flatMap(writesOf);
    expect(writes).toHaveLength(8);
    for (let number = 0; number < writes.length; number++) {
      expect((await server.apply([before])).result.failed).toEqual([]);
      const planned = await server.plan([after]);
      failFrom(number, when);
      const result = await executePlan(planned, server.client);
      server.fault = () => undefined;
      expect(result.ok).toBe(false);
      expect((await server.apply([after])).result.failed).toEqual([]);
      expect(await server.actions([after])).toEqual(["unchanged"]);
      const { id, schedules } = await server.read(after);
      expect(schedules).toHaveLength(2);
      const names = (await server.client.automations.relatedToDeployment(id)).map(({ name }) => name);
      expect(names.sort()).toEqual(["b", "c"]);
    }
  });
});

test("a deployment that appeared, changed or vanished since the plan is left alone", async () => {
  const [appears, changes, vanishes] = [server.desired(), server.desired(), server.desired()];
  await server.apply([changes, vanishes]);
  const edited = [changes, vanishes].map((one) => ({ ...one, fields: { ...one.fields, tags: ["x"] } }));
  const plan = await server.plan([appears, ...edited]);
  await server.apply([appears]);
  await server.client.deployments.update((await server.read(changes)).id, { description: "by hand" });
  await server.client.deployments.delete((await server.read(vanishes)).id);
  server.takeWrites();
  const result = await executePlan(plan, server.client);
  expect(result.failed.map(({ key, fault }) => [key, fault.message])).toEqual([
    [appears.key, `"${appears.key}" was created by somebody else meanwhile.`],
    [changes.key, `"${changes.key}" was changed by somebody else meanwhile.`],
    [vanishes.key, `"${vanishes.key}" was deleted by somebody else meanwhile.`],
  ]);
  expect(server.takeWrites()).toEqual([]);
});
