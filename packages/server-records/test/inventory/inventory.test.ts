import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { type Fault, silentReporter } from "#diagnostics";
import { propertyRuns } from "#services";
import { type Change, hashOf, Inventory, readHolders, releaseFromOthers } from "../../src/index.ts";
import { Killed, ModelVariables } from "../model-variables.ts";

const TARGET = { repository: "acme/platform", files: ["prefect.yaml"] };
const since = "2026-11-28T10:00Z";
const open = (model: ModelVariables, target = TARGET) => Inventory.read(model.server, target, silentReporter);
const held = async (model: ModelVariables) => (await open(model)).contents;
/** Of what a variable or a write of one is called. */
const isPart = (name: string) => name.endsWith("-0000");
const key = (number: number) => `flow-${number}/daily`;

test("what is known already is not written again", async () => {
  const model = new ModelVariables();
  const seen = [{ key: key(1), id: randomUUID() }];
  await (await open(model)).change({ seen });
  const writes = model.writes.length;
  await (await open(model)).change({ seen, gone: [key(2)] });
  expect(model.writes).toHaveLength(writes);
});

test("each file set and each scope has an inventory of its own", async () => {
  const model = new ModelVariables();
  await (await open(model)).change({ seen: [{ key: key(1), id: randomUUID() }] });
  expect((await open(model, { ...TARGET, files: ["other.yaml"] })).contents.ids.size).toBe(0);
  expect(
    (await Inventory.read(model.server, { ...TARGET, scope: "prod" }, silentReporter)).contents.ids.size,
  ).toBe(0);
});

/** One run: it begins some, makes them one after another, and sees others gone. */
interface Run {
  make: number[];
  drop: number[];
  /** How many writes to variables it lives for. */
  life: number;
}
const numbers = fc.uniqueArray(fc.nat(300), { maxLength: 200 });
const run: fc.Arbitrary<Run> = fc.record({
  make: numbers,
  drop: fc.uniqueArray(fc.nat(300), { maxLength: 20 }),
  life: fc.oneof(fc.nat(12), fc.constant(Number.POSITIVE_INFINITY)),
});

test("after any history of runs, killed ones among them, whatever is on the server is held or pending", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { maxLength: 6 }), async (runs) => {
      const model = new ModelVariables();
      const live = new Map<string, string>();
      for (const { make, drop, life } of runs) {
        model.killAfter = life;
        try {
          const inventory = await open(model);
          const wanted = make.map(key).filter((one) => !live.has(one));
          await inventory.change({ begun: wanted.map((one) => ({ key: one, since })) });
          for (const [index, one] of wanted.entries()) {
            live.set(one, randomUUID());
            if (index % 50 === 0) await inventory.change({ seen: [{ key: one, id: live.get(one) ?? "" }] });
          }
          await inventory.change({ seen: wanted.map((one) => ({ key: one, id: live.get(one) ?? "" })) });
          for (const one of drop.map(key)) live.delete(one);
          await inventory.change({ gone: drop.map(key) });
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        model.killAfter = Number.POSITIVE_INFINITY;
        const { ids, pending } = await held(model);
        for (const [one, id] of live)
          expect(ids.get(hashOf("", one))?.has(id) || pending.has(one) ? one : `${one} is forgotten`).toBe(
            one,
          );
      }
    }),
    { numRuns: propertyRuns(40) },
  );
});

test("two runs at once end in what both have applied, once each has looked again", async () => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, fc.scheduler(), async (one, other, scheduler) => {
      const model = new ModelVariables();
      const slow = (server: ModelVariables["server"]) => {
        const { find, list, set, delete: remove } = server.variables;
        const scheduled = { find, list, set, delete: remove };
        for (const [name, method] of Object.entries(scheduled))
          Object.assign(scheduled, { [name]: scheduler.scheduleFunction(method as () => Promise<unknown>) });
        return { variables: scheduled } as unknown as ModelVariables["server"];
      };
      const changeOf = (own: number[]): Change => ({
        seen: own.map((number) => ({ key: key(number), id: idOf(number) })),
      });
      const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
      const writing = [one, other].map(async (own) => {
        const inventory = await Inventory.read(slow(model.server), TARGET, silentReporter);
        await inventory.change(changeOf(own));
        return inventory;
      });
      await scheduler.waitFor(Promise.all(writing));
      // A run looks once more at its end, and so does each later one at what it has applied.
      for (const own of [one, other]) await (await open(model)).change(changeOf(own));
      const { ids } = await held(model);
      for (const number of [...one, ...other])
        expect(ids.get(hashOf("", key(number)))).toEqual(new Set([idOf(number)]));
    }),
    { numRuns: propertyRuns(60) },
  );
});

test("a write that somebody else takes back at once is made again", async () => {
  const model = new ModelVariables();
  const inventory = await open(model);
  let times = 0;
  model.onWrite = (name) => {
    if (isPart(name) && times++ < 2) queueMicrotask(() => model.stored.delete(name));
  };
  const seen = [{ key: key(1), id: randomUUID() }];
  await inventory.change({ seen });
  expect((await held(model)).ids.has(hashOf("", key(1)))).toBe(true);
  expect(model.writes.filter(isPart)).toHaveLength(3);
});

test("a part that somebody has spoilt is told, and made anew by what is applied", async () => {
  const model = new ModelVariables();
  await (await open(model)).change({ seen: [{ key: key(1), id: randomUUID() }] });
  const name = [...model.stored.keys()].find(isPart) ?? "";
  model.stored.set(name, { version: 1, from: "0000", entries: "???", pending: {} });
  const warnings: Fault[] = [];
  const reporter = { ...silentReporter, warning: (fault: Fault) => void warnings.push(fault) };
  const inventory = await Inventory.read(model.server, TARGET, reporter);
  expect(warnings[0]?.message).toContain(name);
  await inventory.change({ seen: [{ key: key(2), id: randomUUID() }] });
  expect([...(await held(model)).ids.keys()]).toEqual([hashOf("", key(2))]);
});

test("one variable tells whose it is, and others find by it what they don't hold themselves", async () => {
  const model = new ModelVariables();
  const [id, other] = [randomUUID(), randomUUID()];
  const dev = { ...TARGET, scope: "dev" };
  await (await open(model, dev)).change({
    seen: [
      { key: key(1), id },
      { key: key(2), id: other },
    ],
    begun: [{ key: key(3), since }],
  });
  const { ids, pending } = await readHolders(model.server, TARGET);
  expect([...ids.keys()].sort()).toEqual([id, other].sort());
  expect(ids.get(id)?.owner).toEqual({ repository: "acme/platform", files: "prefect.yaml", scope: "dev" });
  expect([...pending.keys()]).toEqual([key(3)]);
  expect((await readHolders(model.server, dev)).ids.size).toBe(0);
  await releaseFromOthers(model.server, TARGET, [{ id, key: key(1) }]);
  expect([...(await open(model, dev)).contents.ids.keys()]).toEqual([hashOf("dev", key(2))]);
  expect((await open(model, dev)).contents.pending.size).toBe(1);
});

test("one that a newer release has written is refused", async () => {
  const model = new ModelVariables();
  await (await open(model)).change({ seen: [{ key: key(1), id: randomUUID() }] });
  const name = [...model.stored.keys()].find(isPart) ?? "";
  model.stored.set(name, { version: 2 });
  await expect(open(model)).rejects.toThrow(/newer release/);
});
