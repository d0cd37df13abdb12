import { FaultError } from "#diagnostics";
import type { InjectedFault } from "#services";
import { executePlan, setScheduleStates } from "../src/index.ts";
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

/** What may stand between here and the server makes of an answer, after the server has done its work. */
const ODD: InjectedFault[] = [
  { answer: 200, body: "", reached: true },
  { answer: 204, body: "", reached: true },
  { answer: 200, body: "null", reached: true },
  { answer: 200, body: "{}", reached: true },
  { answer: 200, body: "[{}]", reached: true },
  { answer: 200, body: "<html>Sign in</html>", reached: true },
];

/** For a machine that has much else to do. */
const SLOW = 600_000;

/** Spoils the request of this number (from 0), however often it is sent, and no other. */
function spoil(number: number, fault: InjectedFault): void {
  let [seen, spoilt] = [0, ""];
  server.fault = ({ method, path, body }) => {
    const request = `${method} ${path} ${body}`;
    if (seen++ === number) spoilt = request;
    return request === spoilt ? fault : undefined;
  };
}

test(
  "an odd answer to any one request of an apply keeps nothing else from being done, and is told",
  async () => {
    const sample = () => {
      const changed = server.desired({
        schedules: [cron("0 1 * * *"), cron("0 2 * * *", { slug: "two" })],
        automations: [automation("a"), automation("b")],
      });
      const made = server.desired({ schedules: [interval(600)], automations: [automation("c")] });
      const gone = server.desired({ automations: [automation("d")] });
      const after = {
        ...changed,
        fields: { ...changed.fields, description: "after" },
        schedules: [cron("0 9 * * *"), cron("0 8 * * *", { slug: "three" })],
        automations: [automation("b", { description: "changed" }), automation("c")],
      };
      return { changed, made, gone, after };
    };
    const removal = (gone: { key: string }) =>
      ({ removed: [{ key: gone.key }], removedPolicy: "delete" }) as const;
    let [number, told, isThrough] = [0, 0, false];
    for (; !isThrough; number++) {
      const { changed, made, gone, after } = sample();
      expect((await server.apply([changed, gone])).result.failed).toEqual([]);
      server.takeWrites();
      const fault = ODD[number % ODD.length] as InjectedFault;
      spoil(number, fault);
      const outcome = await server
        .plan([after, made], removal(gone))
        .then((plan) => executePlan(plan, server.client))
        .catch((error: unknown) => error);
      isThrough = server.requests().length <= number;
      server.fault = () => undefined;
      // Before the first write everything is told at once; later on the rest is done all the same.
      if (outcome instanceof Error) {
        expect({ number, fault, outcome }).toMatchObject({ outcome: expect.any(FaultError) });
        expect(server.takeWrites()).toEqual([]);
      } else {
        expect(outcome).toMatchObject({ failed: expect.any(Array), unchecked: expect.any(Array) });
      }
      const messages = outcome instanceof Error ? outcome.message : JSON.stringify(outcome);
      told += Number(/not as a Prefect API does/.test(messages));
      expect((await server.apply([after, made], removal(gone))).result.failed).toEqual([]);
      expect(await server.actions([after, made])).toEqual(["unchanged", "unchanged"]);
      for (const [one, names] of [
        [after, ["b", "c"]],
        [made, ["c"]],
      ] as const) {
        const { id, schedules } = await server.read(one);
        expect(schedules).toHaveLength(one.schedules.length);
        const automations = await server.client.automations.relatedToDeployment(id);
        expect({ number, fault, names: automations.map(({ name }) => name).sort() }).toEqual({
          number,
          fault,
          names,
        });
      }
    }
    expect(number).toBeGreaterThan(25);
    expect(told).toBeGreaterThan(8);
  },
  SLOW,
);

test(
  "an odd answer to any one request of a change of schedules keeps nothing else from being done",
  async () => {
    let isThrough = false;
    for (let number = 0; !isThrough; number++) {
      const all = [server.desired(), server.desired()].map((one) => ({
        ...one,
        schedules: [cron("0 1 * * *")],
      }));
      await server.apply(all);
      const keys = all.map(({ key }) => key);
      for (const fault of ODD.filter((_, index) => index % 2 === 0)) {
        await setScheduleStates(server.client, keys, "active");
        server.takeWrites();
        spoil(number, fault);
        const outcome = await setScheduleStates(server.client, keys, "paused").catch(
          (error: unknown) => error,
        );
        isThrough = server.requests().length <= number;
        server.fault = () => undefined;
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FaultError);
        const again = await setScheduleStates(server.client, keys, "paused");
        expect([again.failed, [...again.changed, ...again.unchanged].length]).toEqual([[], 2]);
      }
    }
  },
  SLOW,
);
