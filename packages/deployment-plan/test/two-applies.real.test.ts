import { silentReporter } from "#diagnostics";
import type { DesiredDeployment } from "#prefect-project";
import { type ExecutionResult, executePlan } from "../src/index.ts";
import { automation, cron, interval } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let servers: RealServer[];
let server: RealServer;
beforeAll(async () => {
  // Two machines with the same definitions: each has a proxy of its own, so that either can be slowed down.
  server = await RealServer.start();
  servers = [server, await RealServer.start()];
});
afterAll(() => Promise.all(servers.map((one) => one.stop())));

const TRIES = 10;

/** For a machine that has much else to do. */
const SLOW = 300_000;

/** Plans the same on both sides, then applies both plans at the same time; each request takes some time more or less. */
async function applyTwice(
  desired: readonly DesiredDeployment[][],
): Promise<{ results: ExecutionResult[]; warnings: string[] }> {
  const warnings: string[] = [];
  const reporter = {
    ...silentReporter,
    warning: ({ message }: { message: string }) => void warnings.push(message),
  };
  const plans = await Promise.all(servers.map((one, side) => one.plan(desired[side] ?? desired[0] ?? [])));
  for (const one of servers) one.fault = () => ({ late: Math.random() * 60 });
  const results = await Promise.all(
    plans.map((plan, side) => executePlan(plan, (servers[side] as RealServer).client, { reporter })),
  );
  for (const one of servers) one.fault = () => undefined;
  return { results, warnings };
}

/** How often each schedule and automation of a deployment is there. */
async function counts(one: DesiredDeployment): Promise<Record<string, number>> {
  const { id, schedules } = await server.read(one);
  const automations = await server.client.automations.relatedToDeployment(id);
  const found: Record<string, number> = {};
  const names = [
    ...schedules.map(({ schedule }) => ("cron" in schedule ? schedule.cron : "every hour")),
    ...automations.map(({ name }) => name),
  ];
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return found;
}

const ONCE = { "0 1 * * *": 1, "every hour": 1, first: 1, second: 1 };

function full(one: DesiredDeployment): DesiredDeployment {
  return {
    ...one,
    schedules: [cron("0 1 * * *"), interval(3600)],
    automations: [automation("first"), automation("second")],
  };
}

test(
  "two applies at the same time leave nothing there twice, whether they make deployments or change them",
  async () => {
    let atOnce = 0;
    for (let number = 0; number < TRIES; number++) {
      const [made, changed] = [server.desired(), server.desired()];
      await server.apply([changed]);
      const all = [made, changed].map(full);
      const { results, warnings } = await applyTwice([all]);
      atOnce += Number(warnings.length > 0);
      for (const one of all) expect({ number, ...(await counts(one)) }).toEqual({ number, ...ONCE });
      expect([number, ...(await server.actions(all))]).toEqual([number, "unchanged", "unchanged"]);
      // At least one of them has seen that the server holds what was planned.
      expect(results.some(({ ok }) => ok)).toBe(true);
      const listed = new Set(results.flatMap(({ newSchedules }) => newSchedules));
      for (const one of all) {
        for (const { id } of (await server.read(one)).schedules) expect(listed).toContain(`${one.key}#${id}`);
      }
    }
    // That the two did get in each other's way is what makes this a proof.
    expect(atOnce).toBeGreaterThan(0);
  },
  SLOW,
);

test(
  "of two applies of different definitions none says that the server holds what it does not",
  async () => {
    for (let number = 0; number < TRIES; number++) {
      const base = full(server.desired());
      await server.apply([{ ...base, schedules: [], automations: [] }]);
      const other = {
        ...base,
        fields: { ...base.fields, tags: ["other"] },
        schedules: [cron("0 9 * * *")],
        automations: [automation("first", { description: "other" })],
      };
      const { results } = await applyTwice([[base], [other]]);
      const seen = servers.map((one) => one.requests());
      const writes = seen.map((requests) => requests.filter(({ method, path }) => isWrite(method, path)));
      for (const [side, { ok }] of results.entries()) {
        if (!ok) continue;
        const held = (await server.actions([side === 0 ? base : other]))[0] === "unchanged";
        // Without a lock, whoever is done before the other begins has seen the truth of its time.
        const checked = seen[side]?.findLast(({ path }) => path.endsWith("/deployments/filter"))?.time ?? 0;
        const later = writes[1 - side]?.some(({ served = 0 }) => served > checked);
        expect({ number, side, isRight: held || later }).toEqual({ number, side, isRight: true });
      }
      // Nor do both of them say so at the end.
      const [first, second] = await Promise.all([base, other].map((one) => server.actions([one])));
      expect([first, second]).not.toEqual([["unchanged"], ["unchanged"]]);
    }
  },
  SLOW,
);

function isWrite(method: string, path: string): boolean {
  return method !== "GET" && !/\/(filter|count)$/.test(path);
}
