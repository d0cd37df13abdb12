import { FaultError, silentReporter } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { hashOf, Inventory } from "#server-records";
import {
  type InjectedFault,
  type RecordedRequest,
  type RecordingProxy,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import { onMain, onPullRequest, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

async function sampleTeam(url = apiUrl) {
  const flow = uniqueName("flow");
  const pool = uniqueName("pool");
  await prefect.workPools.create({ name: pool, type: "process" });
  const team = await SampleTeam.start(url, { flow, pool });
  const repository = `https://github.com/acme/${flow}`;
  const target = { repository, files: ["a.yaml"] };
  return {
    team,
    keyOf: (name: string) => `${flow}/${name}`,
    options: { ci: { ...onMain, repository } },
    inventory: async () => (await Inventory.read(prefect, target, silentReporter)).contents,
    /** The ids of what is on the server, by name. */
    async live() {
      const found = await prefect.deployments.findByNames(NAMES.map((name) => ({ flowName: flow, name })));
      return new Map(found.map(({ name, id }) => [name, id]));
    },
  };
}

const proxies: RecordingProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

async function proxyTo(faultFor: (request: RecordedRequest) => InjectedFault | undefined) {
  const proxy = await startProxy(apiUrl, faultFor);
  proxies.push(proxy);
  return proxy;
}

const NAMES = ["a1", "a2", "a3", "a4"];

test("an apply keeps which deployments come from here, writes nothing when nothing changes, and counts what left the files", async () => {
  const proxy = await proxyTo(() => undefined);
  const { team, keyOf, options, inventory, live } = await sampleTeam(proxy.url);
  await team.push({ "a.yaml": { a1: 1, a2: 1, a3: 1 } });
  const first = await team.deploy("a.yaml", options);
  expect(first.inventory).toEqual({ deployments: 3, pending: 0, notInFiles: 0, archived: 0 });
  const ids = await live();
  const held = await inventory();
  for (const [name, id] of ids) expect(held.ids.get(hashOf("", keyOf(name)))).toEqual(new Set([id]));

  proxy.requests.length = 0;
  expect((await team.apply("a.yaml", options)).inventory).toEqual(first.inventory);
  expect(proxy.writes()).toEqual([]);

  // A pull request records no commit, and its deployments come from here all the same.
  await team.push({ "a.yaml": { a1: 2, a2: 1, a3: 1, a4: 1 } });
  const pull = { ...options, ci: { ...onPullRequest, repository: options.ci.repository } };
  proxy.requests.length = 0;
  await team.apply("a.yaml", { ...pull, deployments: ["a4"] });
  expect((await inventory()).ids.has(hashOf("", keyOf("a4")))).toBe(true);
  // Before and after it; it is one part of however many.
  const parts = proxy.writes().filter(({ path }) => path.includes("/variables/"));
  expect(parts.map(({ method }) => method)).toEqual(["PATCH", "PATCH"]);
  expect(new Set(parts.map(({ path }) => path)).size).toBe(1);

  // It left the files, and the policy keeps it: it is still here.
  await team.push({ "a.yaml": { a1: 1, a2: 1, a4: 1 } });
  const kept = await team.deploy("a.yaml", { ...options, deployments: ["all"], removedPolicy: "keep" });
  expect(kept.inventory).toEqual({ deployments: 4, pending: 0, notInFiles: 1, archived: 0 });
  const gone = await team.apply("a.yaml", { ...options, removed: [keyOf("a3")], removedPolicy: "delete" });
  expect(gone.inventory).toEqual({ deployments: 3, pending: 0, notInFiles: 0, archived: 0 });
});

test("a deployment that was deleted in the UI leaves once that is seen", async () => {
  const { team, keyOf, options, live } = await sampleTeam();
  await team.push({ "a.yaml": { a1: 1, a2: 1 } });
  await team.deploy("a.yaml", options);
  const id = (await live()).get("a2") ?? "";
  await prefect.deployments.delete(id);
  await team.push({ "a.yaml": { a1: 1 } });
  const { inventory } = await team.deploy("a.yaml", { ...options, removed: [keyOf("a2")] });
  expect(inventory).toEqual({ deployments: 1, pending: 0, notInFiles: 0, archived: 0 });
});

describe.each(["before", "after"] as const)("a run that dies %s any one of its writes", (when) => {
  test("leaves an inventory that holds all there is, and a next run that ends as if nothing had been", async () => {
    let fault: (request: RecordedRequest) => InjectedFault | undefined = () => undefined;
    const proxy = await proxyTo((request) => fault(request));
    for (let number = 0; ; number++) {
      const { team, keyOf, options, inventory, live } = await sampleTeam(proxy.url);
      await team.push({ "a.yaml": { a1: 1, a2: 1, a3: 1 } });
      await team.deploy("a.yaml", options);
      await team.push({ "a.yaml": { a1: 2, a3: 1, a4: 1 } });
      let writes = 0;
      fault = ({ method, path }) => {
        if (method === "GET" || /\/(filter|count)$/.test(path)) {
          // Who is dead asks nothing either.
          return writes > number ? { answer: 400 } : undefined;
        }
        const index = writes++;
        if (index < number) return undefined;
        return { answer: 400, reached: index === number && when === "after" };
      };
      const ended = await team.deploy("a.yaml", options).then(
        () => "well",
        (error: unknown) => {
          if (!(error instanceof FaultError)) throw error;
          return "badly";
        },
      );
      fault = () => undefined;
      const held = await inventory();
      const there = await live();
      for (const [name, id] of there) {
        const isHeld = held.ids.get(hashOf("", keyOf(name)))?.has(id) || held.pending.has(keyOf(name));
        expect({ number, name, isHeld }).toEqual({ number, name, isHeld: true });
      }
      const next = await team.deploy("a.yaml", options);
      expect(next.inventory).toMatchObject({ deployments: 3, pending: 0 });
      expect([...(await live()).keys()].sort()).toEqual(["a1", "a3", "a4"]);
      expect((await team.deploy("a.yaml", options)).plan.deployments).toEqual([]);
      if (writes <= number) {
        expect(ended).toBe("well");
        // Something was tried: marks, inventory, deployments, record.
        expect(number).toBeGreaterThan(6);
        break;
      }
    }
  }, 600_000);
});
