import fc from "fast-check";
import { type JsonObject, jsonText, ofFloat, parseJson } from "#json";
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
      const stored = parseJson(jsonText(head)) as JsonObject;
      const found = decode(stored, [...parts.values()]);
      expect(found).toEqual(parseJson(jsonText({ version: 1, plain, ...content })));
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

test("numbers stay what they are, packed or not: 25.0 does not become 25", () => {
  const long = { base: { default: ofFloat(25), count: 25 } };
  const { head } = encode({ plain: {}, long });
  expect(jsonText(head)).toBe('{"version":1,"base":{"default":25.0,"count":25}}');
  const text = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 10007).join();
  const packed = encode({ plain: {}, long: { ...long, text } });
  expect(packed.head.packed).toBeDefined();
  expect(jsonText(decode(packed.head, [...packed.parts.values()])?.base)).toBe('{"default":25.0,"count":25}');
});
