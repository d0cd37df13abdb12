import { connectionFromInputs, PrefectClient } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import { sharedPrefectServer, uniqueName } from "#services";
import { executePlan } from "../src/index.ts";
import { automation, cron } from "./desired.ts";
import { RealServer } from "./real-server.ts";

/** For a machine that has much else to do. */
const SLOW = 300_000;

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.fault = () => undefined;
});

type Edit = (client: PrefectClient, id: string) => Promise<unknown>;

/** What somebody may do to a deployment in the UI. */
const EDITS: Record<string, Edit> = {
  "a field": ({ deployments }, id) => deployments.update(id, { description: "by hand" }),
  pause: ({ deployments }, id) => deployments.pause(id),
  deletion: ({ deployments }, id) => deployments.delete(id),
  "a new schedule": ({ schedules }, id) => schedules.create(id, [{ schedule: { interval: 3600 } }]),
  "an edited schedule": async ({ schedules }, id) => {
    const [first] = await schedules.list(id);
    await schedules.update(id, first?.id ?? "", { active: false, parameters: {} });
  },
  "a deleted schedule": async ({ schedules }, id) => {
    const [first] = await schedules.list(id);
    await schedules.delete(id, first?.id ?? "");
  },
  "an edited automation": async ({ automations }, id) => {
    const [first] = await automations.relatedToDeployment(id);
    const { name = "", trigger = {}, actions = [] } = first ?? {};
    await automations.update(first?.id ?? "", { name, trigger, actions, enabled: false });
  },
  "a deleted automation": async ({ automations }, id) => {
    const [first] = await automations.relatedToDeployment(id);
    await automations.delete(first?.id ?? "");
  },
};

/** What an apply may be about to do to it. */
const PLANS: Record<string, (one: DesiredDeployment) => Parameters<RealServer["plan"]>> = {
  "another field": (one) => [[{ ...one, fields: { ...one.fields, tags: ["new"] } }]],
  "another schedule": (one) => [[{ ...one, schedules: [cron("0 2 * * *")] }]],
  "another automation": (one) => [[{ ...one, automations: [automation("own", { description: "new" })] }]],
  pause: (one) => [[], { removed: [{ key: one.key }], removedPolicy: "pause" }],
  deletion: (one) => [[], { removed: [{ key: one.key }], removedPolicy: "delete" }],
};

/** All that the server holds of a deployment. */
async function held({ client }: RealServer, one: DesiredDeployment) {
  const deployment = await client.deployments.find(one);
  return deployment && [deployment, await client.automations.relatedToDeployment(deployment.id)];
}

test("what somebody does to a deployment between plan and write is neither overwritten nor deleted", async () => {
  const cases = Object.keys(PLANS).flatMap((plan) => Object.keys(EDITS).map((edit) => ({ plan, edit })));
  const ones = cases.map(() =>
    server.desired({ schedules: [cron("0 1 * * *")], automations: [automation("own")] }),
  );
  const untouched = server.desired();
  expect((await server.apply([...ones, untouched])).result.failed).toEqual([]);
  const plans = await Promise.all(
    cases.map(({ plan }, index) => server.plan(...(PLANS[plan]?.(ones[index] as DesiredDeployment) ?? [[]]))),
  );
  const more = { ...untouched, fields: { ...untouched.fields, tags: ["new"] } };
  const plan = { ...(await server.plan([more])) };
  plan.deployments.unshift(...plans.flatMap(({ deployments }) => deployments));

  const edited = [];
  for (const [index, { edit }] of cases.entries()) {
    const one = ones[index] as DesiredDeployment;
    await EDITS[edit]?.(server.client, (await server.read(one)).id);
    edited.push(await held(server, one));
  }
  server.takeWrites();
  const result = await executePlan(plan, server.client);
  expect(server.takeWrites().sort()).toEqual([
    // A deployment that is gone already leaves the automations that it owned.
    "DELETE /automations/owned-by/prefect.deployment.*",
    "DELETE /deployments/*",
    "PATCH /deployments/*",
  ]);
  const isRefused = ({ plan, edit }: (typeof cases)[number]) => plan !== "deletion" || edit !== "deletion";
  const refused = cases.flatMap((one, index) => (isRefused(one) ? [ones[index]?.key] : []));
  expect(result.ok).toBe(false);
  expect(result.failed.map(({ key }) => key)).toEqual(refused);
  expect(result.updated).toEqual([{ key: untouched.key, id: (await server.read(untouched)).id }]);
  for (const [index, one] of ones.entries()) {
    expect({ case: cases[index], held: await held(server, one) }).toEqual({
      case: cases[index],
      held: edited[index],
    });
  }
});

/** Applies a change to 26 deployments, each write taking so many milliseconds more; somebody edits one meanwhile. */
async function editMeanwhile(number: number, late: number) {
  const all = Array.from({ length: 26 }, () => server.desired());
  await server.apply(all);
  const edited = all[number] as DesiredDeployment;
  const { id } = await server.read(edited);
  const plan = await server.plan(all.map((one) => ({ ...one, fields: { ...one.fields, tags: ["new"] } })));
  const somebody = new PrefectClient(connectionFromInputs({ apiUrl: sharedPrefectServer().apiUrl }));
  let edit: Promise<unknown> | undefined;
  server.fault = async ({ method }) => {
    if (method !== "PATCH") return undefined;
    edit ??= somebody.deployments.update(id, { tags: ["by hand"] });
    await edit;
    return { late };
  };
  server.takeWrites();
  const result = await executePlan(plan, server.client, { concurrency: 1 });
  await edit;
  return { edited, result, requests: server.requests() };
}

test.each([
  ["beyond the twenty that one look takes in", 23, 0],
  ["among those of the first look, once that is two seconds old", 15, 300],
])(
  "a deployment that is edited while others are written is left alone: %s",
  async (_, number, late) => {
    const { edited, result, requests } = await editMeanwhile(number, late);
    expect(result.failed.map(({ key, fault }) => [key, fault.message])).toEqual([
      [edited.key, `"${edited.key}" was changed by somebody else meanwhile.`],
    ]);
    expect((await server.read(edited)).tags).toEqual(["by hand"]);
    let look = 0;
    for (const { method, path, time } of requests) {
      if (path.endsWith("/deployments/filter")) look = time;
      if (method === "PATCH") expect(time - look).toBeLessThan(2500);
    }
  },
  SLOW,
);

test(
  "looking costs a first apply at most one request in ten",
  async () => {
    const flows = Array.from({ length: 6 }, () => uniqueName("flow"));
    const all = flows.flatMap((flowName) =>
      Array.from({ length: 10 }, (_, index) =>
        server.desired({ flowName, name: `d${index}`, schedules: [cron("0 1 * * *")] }),
      ),
    );
    const plan = await server.plan(all);
    server.takeWrites();
    const result = await executePlan(plan, server.client);
    expect(result.created).toHaveLength(60);
    const requests = server.requests();
    const writes = requests.filter(({ path }) => /\/(deployments|flows)\/$/.test(path));
    expect(writes.length).toBeGreaterThanOrEqual(66);
    // On a server that takes longer than two seconds for twenty, a look is too old before all of them are written.
    const begun = requests[0]?.time ?? 0;
    const old = Math.floor(((writes.at(-1)?.time ?? 0) - begun) / 2000);
    const looks = requests.filter((request) => !writes.includes(request)).map(({ path }) => path);
    // The last of them looks at all that was written.
    expect(looks.length).toBeLessThanOrEqual(60 / 20 + old + 2);
  },
  SLOW,
);
