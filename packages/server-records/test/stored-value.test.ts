import fc from "fast-check";
import type { JsonObject } from "#json";
import { decode, encode, LONGEST_VALUE, lengthOf, partsOf } from "../src/stored-value.ts";

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonObject[string]>;
const long = fc.dictionary(
  fc.string().filter((key) => !["version", "packed", "id", "parts", "__proto__", "plain"].includes(key)),
  fc.oneof(json, fc.array(fc.string({ unit: "binary", minLength: 20, maxLength: 200 }), { maxLength: 400 })),
  { maxKeys: 4 },
) as fc.Arbitrary<JsonObject>;

test("what is stored comes back, and no variable is longer than Prefect takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), long, (plain, content) => {
      const { head, parts } = encode({ plain: { plain }, long: content });
      for (const value of [head, ...parts.values()])
        expect(lengthOf(value)).toBeLessThanOrEqual(LONGEST_VALUE);
      expect(partsOf(head)?.count ?? 1).toBe(parts.size + 1);
      const stored = JSON.parse(JSON.stringify(head)) as JsonObject;
      expect(decode(stored, [...parts.values()])).toEqual(
        JSON.parse(JSON.stringify({ version: 1, plain, ...content })),
      );
    }),
  );
});

test("a short content stays plain to read", () => {
  const { head, parts } = encode({ plain: { commit: "abc" }, long: { excluded: ["flow/name"] } });
  expect(head).toEqual({ version: 1, commit: "abc", excluded: ["flow/name"] });
  expect(parts.size).toBe(0);
});

test("ten thousand keys take few variables, and all of them are needed", () => {
  const keys = Array.from(
    { length: 10_000 },
    (_, index) => `team-${index % 37}-flow-${index}/daily-${index % 7}`,
  );
  const { head, parts } = encode({ plain: {}, long: { keys } });
  expect(parts.size).toBeGreaterThan(1);
  expect(parts.size).toBeLessThan(16);
  const texts: (string | undefined)[] = [...parts.values()];
  expect(decode(head, texts)).toEqual({ version: 1, keys });
  expect(decode(head, texts.with(1, undefined))).toBeUndefined();
  expect(decode(head, texts.with(1, "AAAA"))).toBeUndefined();
  expect(decode(head, texts.slice(1))).toBeUndefined();
});

test("lengths are counted as servers count them: bytes, or Python's own JSON", () => {
  expect(lengthOf("abc")).toBe(5);
  // ["a", {"b": 1, "c": 2}]
  expect(lengthOf(["a", { b: 1, c: 2 }])).toBe(23);
  expect(lengthOf("é")).toBe(8);
});
