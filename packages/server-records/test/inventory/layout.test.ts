import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { propertyRuns } from "#services";
import { type Change, changed, contentsOf, isKnown } from "../../src/inventory/contents.ts";
import { hashOf, isId, packEntries, unpackEntries } from "../../src/inventory/entry.ts";
import { layOut } from "../../src/inventory/layout.ts";
import { EMPTY_LENGTH, type Part, parsePart, partValue } from "../../src/inventory/part.ts";
import { LONGEST_VALUE, lengthOf } from "../../src/stored-value.ts";

const NOTHING = contentsOf("", []);
const since = "2026-11-28T10:00Z";

/** Parts after a layout was carried out. */
function carriedOut(parts: readonly Part[], { set, remove }: ReturnType<typeof layOut>): Part[] {
  const byFrom = new Map(parts.map((part) => [part.from, part]));
  for (const part of set) byFrom.set(part.from, part);
  for (const from of remove) byFrom.delete(from);
  return [...byFrom.values()];
}

const apply = (parts: readonly Part[], change: Change) =>
  carriedOut(parts, layOut(parts, changed(contentsOf("", parts), change)));

const keys = (count: number, name = "daily") =>
  Array.from({ length: count }, (_, index) => `team-${index % 37}-flow-${index}/${name}`);
const withIds = (names: readonly string[]) => names.map((key) => ({ key, id: randomUUID() }));

test("an entry is 16 bytes of id and 8 of hash, in base64", () => {
  const entries = withIds(keys(3)).map(({ key, id }) => ({ hash: hashOf("", key), id }));
  const packed = packEntries(entries);
  expect(packed).toHaveLength(3 * 32);
  expect(unpackEntries(packed)).toEqual(entries);
  expect(entries.every(({ id }) => isId(id))).toBe(true);
  expect(unpackEntries(packed.slice(1))).toBeUndefined();
  expect(unpackEntries(`${packed.slice(0, -1)}!`)).toBeUndefined();
});

test("the same name in another scope has another hash", () => {
  expect(hashOf("", "a/b")).not.toBe(hashOf("prod", "a/b"));
});

test("10,000 deployments applied at once end in about 64 parts, and a changed one writes one of them", () => {
  const all = withIds(keys(10_000));
  const begun = apply([], { begun: all.map(({ key }) => ({ key, since })) });
  const parts = apply(begun, { seen: all });
  expect(contentsOf("", parts).ids.size).toBe(10_000);
  expect(parts.length).toBeGreaterThanOrEqual(64);
  expect(parts.length).toBeLessThanOrEqual(72);
  const [one] = withIds(keys(1));
  expect(layOut(parts, changed(contentsOf("", parts), { seen: one ? [one] : [] }))).toMatchObject({
    set: { length: 1 },
    remove: [],
  });
  expect(layOut(parts, contentsOf("", parts))).toEqual({ set: [], remove: [] });
});

test("deployments that come one after another split parts, and each writes two at most", () => {
  let parts: Part[] = [];
  for (const one of withIds(keys(1500))) {
    const writes = layOut(parts, changed(contentsOf("", parts), { seen: [one] }));
    expect(writes.set.length + writes.remove.length).toBeLessThanOrEqual(2);
    parts = carriedOut(parts, writes);
  }
  expect(parts.length).toBeLessThan(20);
  expect(contentsOf("", parts).ids.size).toBe(1500);
});

const key = fc.nat(400).map((number) => `flow-${number}/name-${"x".repeat(number % 90)}`);
const change: fc.Arbitrary<Change> = fc.record({
  begun: fc.array(
    key.map((one) => ({ key: one, since })),
    { maxLength: 250 },
  ),
  seen: fc.array(fc.record({ key, id: fc.uuid() }), { maxLength: 250 }),
  gone: fc.array(key, { maxLength: 60 }),
});

test("whatever is written comes back, no part is too long, and what is known is not written again", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      let parts: Part[] = [];
      let model = NOTHING;
      for (const one of changes) {
        model = changed(model, one);
        parts = apply(parts, one);
        for (const part of parts) {
          expect(lengthOf(partValue(part))).toBeLessThanOrEqual(LONGEST_VALUE);
          expect(parsePart(JSON.parse(JSON.stringify(partValue(part))))).toEqual(part);
        }
        const found = contentsOf("", parts);
        expect(found).toEqual({ ...model, ids: found.ids, pending: found.pending });
        expect(new Map(found.ids)).toEqual(new Map(model.ids));
        expect(new Map(found.pending)).toEqual(new Map(model.pending));
        expect(layOut(parts, found)).toEqual({ set: [], remove: [] });
      }
    }),
    { numRuns: propertyRuns(60) },
  );
});

test("a writer that dies after any of its writes has lost nothing that was there before", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), change, fc.nat(), (changes, last, at) => {
      let parts: Part[] = [];
      for (const one of changes) parts = apply(parts, one);
      const { gone: _, ...kept } = last;
      const before = contentsOf("", parts);
      const after = changed(before, kept);
      const writes = layOut(parts, after);
      const partly = carriedOut(parts, {
        set: writes.set.slice(0, at % (writes.set.length + 1)),
        remove: [],
      });
      const found = contentsOf("", partly);
      for (const hash of before.ids.keys()) expect(found.ids.has(hash)).toBe(true);
      for (const pending of before.pending.keys())
        expect(found.pending.has(pending) || found.ids.has(hashOf("", pending))).toBe(true);
      // And the next writer brings it to the same end.
      const next = apply(partly, kept);
      expect(new Set(contentsOf("", next).ids.keys())).toEqual(new Set(after.ids.keys()));
    }),
    { numRuns: propertyRuns(100) },
  );
});

test("what is known is told apart from what is new", () => {
  const [one] = withIds(["a/b"]) as [{ key: string; id: string }];
  const contents = changed(NOTHING, { seen: [one] });
  expect(isKnown(contents, { seen: [one] })).toBe(true);
  expect(isKnown(contents, { seen: [{ ...one, id: randomUUID() }] })).toBe(false);
  expect(isKnown(contents, { begun: [{ key: "a/b", since }] })).toBe(false);
  expect(isKnown(contents, { gone: ["a/b"] })).toBe(false);
  expect(isKnown(contents, { gone: ["a/c"] })).toBe(true);
  expect(isKnown(changed(contents, { begun: [{ key: "a/b", since }] }), { seen: [one] })).toBe(false);
});

test("parts that were changed by hand are not taken for parts", () => {
  for (const value of ["text", {}, { from: "0000" }, { from: "zzzz", entries: "", pending: {} }])
    expect(parsePart(value)).toBeUndefined();
  expect(parsePart({ from: "0000", entries: "abc", pending: {} })).toBeUndefined();
  expect(parsePart({ from: "0000", entries: "", pending: { a: 1 } })).toBeUndefined();
  expect(EMPTY_LENGTH).toBeLessThan(100);
});
