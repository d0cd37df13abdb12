import { compareStored } from "../../tools/parity/compare-stored.ts";
import type { StoredDeployment } from "../../tools/parity/stored-state.ts";

const NONE = new Set<string>();

function stored(fields: object, parts: Partial<StoredDeployment> = {}): StoredDeployment {
  return { deployment: { ...fields }, schedules: [], automations: [], ...parts };
}

const schema = (properties: object, required: string[] = []) =>
  stored({ parameter_openapi_schema: { title: "Parameters", type: "object", properties, required } });

test("a field that only one side has differs", () => {
  expect(compareStored(stored({ path: "." }), stored({}), NONE)).toEqual({
    named: [],
    fields: [{ field: "path", theirs: ".", ours: null }],
  });
});

test("the text None stands for a missing description, and for nothing else", () => {
  const none = stored({ description: "None" });
  expect(compareStored(none, stored({ description: null }), NONE)).toEqual({
    named: ["Missing descriptions"],
    fields: [],
  });
  expect(compareStored(none, stored({ description: "" }), NONE).fields).toHaveLength(1);
  expect(compareStored(stored({ description: null }), none, NONE).fields).toHaveLength(1);
});

test("automations differ by the tag of who made them, and by nothing else", () => {
  const theirs = stored({}, { automations: [{ name: "a", tags: [] }] });
  const tagged = (name: string) => stored({}, { automations: [{ name, tags: ["prefect-cicd"] }] });
  expect(compareStored(theirs, tagged("a"), NONE)).toEqual({ named: ["Triggers"], fields: [] });
  expect(compareStored(theirs, tagged("b"), NONE).fields).toMatchObject([{ field: "automations" }]);
});

test("schedules are compared whole", () => {
  const [one, other] = [true, false].map((active) => stored({}, { schedules: [{ active }] }));
  expect(one && other && compareStored(one, other, NONE).fields).toMatchObject([{ field: "schedules" }]);
});

test.each([
  ["a parameter that was reported", schema({ a: {} }), schema({ a: { type: "string" } }), true],
  ["a parameter that was not", schema({ b: {} }), schema({ b: { type: "string" } }), false],
  ["one that was and one that was not", schema({ a: {}, b: {} }), schema({ a: [], b: [] }), false],
  ["whether a reported one is required", schema({ a: {} }, ["a"]), schema({ a: {} }), true],
  ["whether another one is required", schema({ a: {} }, ["b"]), schema({ a: {} }), false],
  ["no parameter at all", schema({}), stored({ parameter_openapi_schema: null }), false],
])("an approximate schema may differ in %s: %#", (_, theirs, ours, isNamed) => {
  expect(compareStored(theirs, ours, new Set(["a"])).named).toEqual(
    isNamed ? ["Approximate parameter schemas"] : [],
  );
});
