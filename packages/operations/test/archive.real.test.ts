import { randomUUID } from "node:crypto";
import { FaultError } from "#diagnostics";
import { type Automation, connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  type InjectedFault,
  type RecordedRequest,
  type RecordingProxy,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import { onMain, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

const proxies: RecordingProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

const FILE = "a.yaml";
const keep = { prune: true, schedules: "keep" } as const;

/** A team with a deployment that stays, and one with two schedules and a trigger that leaves and comes back. */
async function sampleTeam(url = apiUrl) {
  const flow = uniqueName("flow");
  const pool = uniqueName("pool");
  await prefect.workPools.create({ name: pool, type: "process" });
  const team = await SampleTeam.start(url, { flow, pool });
  const ci = { ...onMain, repository: `https://github.com/acme/${flow}` };
  const definition = (name: string, more = "") =>
    `  - name: ${name}\n    entrypoint: flows/f.py:run\n    work_pool: {name: ${pool}}\n    pull: []\n${more}`;
  const parts = `    schedules: [{cron: "0 5 * * *", slug: five}, {interval: 3600, slug: hourly, active: false}]
    triggers: [{name: ${flow}-on-order, enabled: true, expect: [order]}]\n`;
  const push = async (...names: string[]) => {
    await team.push({});
    const text = names.map((name) => definition(name, name === "b" ? parts : ""));
    await team.repository.commit({ [FILE]: `deployments:\n${text.join("")}` });
  };
  const live = async (name: string) => {
    const found = await prefect.deployments.find({ flowName: flow, name });
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  const stateOf = async (name: string) => {
    const { id, paused, tags, schedules } = await live(name);
    const automations = await prefect.automations.relatedToDeployment(id);
    return {
      ...{ id, paused, tags },
      schedules: Object.fromEntries(schedules.map((one) => [one.id, one.active])),
      automations: automations.map((one) => [one.id, one.name, one.enabled]).sort(),
    };
  };
  return { team, flow, push, live, stateOf, options: { ...keep, ci } };
}

test("archive and return keep the deployment with its runs, and put back each schedule and automation", async () => {
  const { team, flow, push, live, stateOf, options } = await sampleTeam();
  await push("a", "b");
  await team.apply(FILE, options);
  const { id, schedules } = await live("b");
  const hourly = schedules.find(({ slug }) => slug === "hourly");
  // Somebody turns one schedule on, makes an automation of their own, and starts a run.
  await prefect.schedules.update(id, hourly?.id ?? "", { active: true, parameters: {} });
  const [owned] = await prefect.automations.relatedToDeployment(id);
  const { name, description, enabled, trigger, actions } = owned as Automation;
  const { id: theirs } = await prefect.automations.createOwned(randomUUID(), {
    ...{ name: `${name}-by-hand`, description, enabled, tags: [], trigger, actions },
  });
  const run = await prefect.flowRuns.start(id, {
    ...{ idempotency_key: uniqueName("key"), parameters: {}, job_variables: {}, tags: [] },
  });
  await prefect.flowRuns.cancel(run.id);
  const before = await stateOf("b");
  expect(Object.values(before.schedules)).toEqual([true, true]);

  await push("a");
  await expect(team.apply(FILE, options)).rejects.toThrow(/by-hand" still runs it/);
  expect(await stateOf("b")).toEqual(before);
  const { plan, execution } = await team.apply(FILE, { ...options, dangling: "warn" });
  expect(execution.archived).toEqual([{ key: `${flow}/b`, id }]);
  const notes = plan.deployments.at(-1)?.notes.join();
  expect(notes).toMatch(/can still be started by hand/);
  expect(notes).toMatch(/by-hand", which no trigger of ours made, still starts it/);
  const archived = await stateOf("b");
  expect(archived).toEqual({
    id,
    paused: true,
    tags: [expect.stringMatching(/^removed-\d{4}-\d\d-\d\d$/)],
    schedules: Object.fromEntries(Object.keys(before.schedules).map((one) => [one, false])),
    automations: before.automations.map(([one, called, isOn]) => [one, called, one === theirs && isOn]),
  });
  expect(await prefect.flowRuns.scheduled([id])).toEqual([]);
  expect((await team.apply(FILE, options)).plan.deployments).toHaveLength(1);
  expect(await stateOf("b")).toEqual(archived);

  await push("a", "b");
  await team.apply(FILE, options);
  expect(await stateOf("b")).toEqual(before);
  expect((await prefect.flowRuns.withIds([run.id]))[0]?.deployment_id).toBe(id);
  expect((await team.apply(FILE, options)).plan.deployments.map(({ action }) => action)).toEqual([
    "unchanged",
    "unchanged",
  ]);
});

describe.each(["archive", "return"] as const)("a run that dies at any request of an %s", (step) => {
  test("is finished by the next one, with the states of before", async () => {
    let fault: (request: RecordedRequest) => InjectedFault | undefined = () => undefined;
    const proxy = await startProxy(apiUrl, (request) => fault(request));
    proxies.push(proxy);
    for (let number = 0; ; number++) {
      const { team, push, stateOf, options } = await sampleTeam(proxy.url);
      await push("a", "b");
      await team.apply(FILE, options);
      const before = await stateOf("b");
      await push("a");
      if (step === "return") {
        await team.apply(FILE, options);
        await push("a", "b");
      }
      let writes = 0;
      fault = ({ method, path }) => {
        const isRead = method === "GET" || /\/(filter|count)$/.test(path);
        if (isRead) return writes > number ? { answer: 400 } : undefined;
        const index = writes++;
        if (index < number) return undefined;
        // Every other one is done, and its answer lost.
        return { answer: 400, reached: index === number && number % 2 === 1 };
      };
      await team.apply(FILE, options).catch((error: unknown) => {
        if (!(error instanceof FaultError)) throw error;
      });
      fault = () => undefined;
      await team.apply(FILE, options);
      if (step === "archive") {
        const archived = await stateOf("b");
        expect(archived.paused).toBe(true);
        expect([...Object.values(archived.schedules), archived.automations[0]?.[2]]).toEqual([
          false,
          false,
          false,
        ]);
        await push("a", "b");
        await team.apply(FILE, options);
      }
      expect({ number, ...(await stateOf("b")) }).toEqual({ number, ...before });
      if (writes <= number) {
        expect(number).toBeGreaterThan(5);
        return;
      }
    }
  }, 300_000);
});
