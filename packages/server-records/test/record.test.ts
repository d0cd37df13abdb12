import type { JsonObject } from "#json";
import { deleteRecord, readRecord, writeRecord } from "../src/record.ts";
import { Killed, ModelVariables } from "./model-variables.ts";

const NAME = "deployed-commit-acme-0123456789ab";
const content = (run: string, keys: number) => ({
  plain: { run },
  long: { keys: Array.from({ length: keys }, (_, index) => `${run}-${index}-${(index * 7919) % 10007}`) },
});
const asRead = ({ plain, long }: { plain: JsonObject; long: JsonObject }) => ({
  version: 1,
  ...plain,
  ...long,
});

test.each([
  [10, 5000],
  [5000, 10],
  [5000, 4000],
  [10, 20],
])(
  "wherever a writer is killed (%i keys, then %i), a reader finds the value of before or the new one",
  async (from, to) => {
    const [before, after] = [content("one", from), content("two", to)];
    const whole = new ModelVariables();
    await writeRecord(whole.server, NAME, before, false);
    const start = whole.writes.length;
    await writeRecord(whole.server, NAME, after, whole.stored.size > 1);
    const steps = whole.writes.length - start;
    expect(await readRecord(whole.server, NAME)).toMatchObject({ state: "read", value: asRead(after) });

    for (let kill = 0; kill <= steps; kill++) {
      const model = new ModelVariables();
      await writeRecord(model.server, NAME, before, false);
      const hadParts = model.stored.size > 1;
      model.killAfter = kill;
      const writing = writeRecord(model.server, NAME, after, hadParts);
      if (kill < steps) await expect(writing).rejects.toThrow(Killed);
      else await writing;
      model.killAfter = Number.POSITIVE_INFINITY;
      const { state, value, hasParts } = await readRecord(model.server, NAME);
      expect(state).toBe("read");
      expect([asRead(before), asRead(after)]).toContainEqual(value);
      // The next writer leaves nothing behind but its own.
      await writeRecord(model.server, NAME, content("three", 5000), hasParts);
      const kept = (await readRecord(model.server, NAME)).value;
      expect(kept.run).toBe("three");
      expect(model.stored.size).toBe(model.value(NAME).parts);
    }
  },
);

test("a record is forgotten with all its parts", async () => {
  const model = new ModelVariables();
  await writeRecord(model.server, NAME, content("one", 5000), false);
  expect(model.stored.size).toBeGreaterThan(1);
  model.stored.set(`${NAME}-other`, "somebody's");
  await deleteRecord(model.server, NAME);
  expect([...model.stored.keys()]).toEqual([`${NAME}-other`]);
  await deleteRecord(model.server, NAME);
  expect((await readRecord(model.server, NAME)).state).toBe("absent");
});

test.each([["a text"], [17], [["list"]], [{ packed: "AAAA", id: "0123", parts: 1 }], [{ packed: 7 }]])(
  "what somebody made unreadable (%j) is said to be so",
  async (value) => {
    const model = new ModelVariables();
    model.stored.set(NAME, value);
    expect((await readRecord(model.server, NAME)).state).toBe("unreadable");
  },
);

test.each([[2], ["1"], [null]])(
  "what a newer release wrote (version %j) is refused, not lost",
  async (version) => {
    const model = new ModelVariables();
    model.stored.set(NAME, { version, commit: "a" });
    await expect(readRecord(model.server, NAME)).rejects.toThrow(/newer release/);
  },
);
