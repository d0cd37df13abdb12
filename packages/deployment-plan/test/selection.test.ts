import fc from "fast-check";
import { FaultError } from "#diagnostics";
import { exclude, keyOfSelector, resolveSelection, selectorOf, tagsOf } from "../src/index.ts";

const files = [
  { key: "my-flow/prod" },
  { key: "my-flow/preview" },
  { key: "other/prod" },
  { key: "other/nightly [eu]" },
  { key: "etl/pr-7-load", unprefixedKey: "etl/load" },
];
const keys = files.map(({ key }) => key);

function selected(...selectors: string[]): string[] {
  return resolveSelection(selectors, files).selected;
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FaultError) return error.message;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

test.each([
  [["all"], keys],
  [[], []],
  [["my-flow/prod"], ["my-flow/prod"]],
  [["prod"], ["my-flow/prod", "other/prod"]],
  [["my-flow/pr*"], ["my-flow/prod", "my-flow/preview"]],
  [
    ["pr*", "prod"],
    ["my-flow/prod", "my-flow/preview", "other/prod", "etl/pr-7-load"],
  ],
  [["*/prod"], ["my-flow/prod", "other/prod"]],
  [["o*"], undefined],
  [["{my-flow,etl}/*"], ["my-flow/prod", "my-flow/preview", "etl/pr-7-load"]],
  [["pro[dx]"], ["my-flow/prod", "other/prod"]],
  [["nightly \\[eu\\]"], ["other/nightly [eu]"]],
  [["nightly [eu]"], ["other/nightly [eu]"]],
  [["load"], ["etl/pr-7-load"]],
  [["etl/load"], ["etl/pr-7-load"]],
])("%j", (selectors, expected) => {
  if (expected) expect(selected(...selectors)).toEqual(expected);
  else expect(() => selected(...selectors)).toThrow(/matches no deployment/);
});

test("an unknown name is an error that offers what was meant, all of them at once", () => {
  const message = messageOf(() => selected("my-flow/prd", "nihgtly", "xyz", "zzz*"));
  expect(message).toContain('"my-flow/prd" matches no deployment of the files. Did you mean "my-flow/prod"');
  expect(message).toContain('"xyz" matches no deployment of the files. Select by');
  expect(message).toContain('The pattern "zzz*"');
});

test("a tag selects what the server holds with it; what the files don't have was removed", () => {
  const selectors = ["tag:pr-12", "tag:pr-12", "other/prod", "tag:none"];
  expect(tagsOf(selectors)).toEqual(["pr-12", "none"]);
  const tagged = new Map([["pr-12", ["other/gone", "my-flow/prod"]]]);
  expect(resolveSelection(selectors, files, tagged)).toEqual({
    selected: ["my-flow/prod", "other/prod"],
    removed: ["other/gone"],
  });
});

test("all of no files is nothing", () => {
  expect(resolveSelection(["all"], [])).toEqual({ selected: [], removed: [] });
});

test("a name is not a pattern: what a list of ours names is that one deployment", () => {
  const starred = [{ key: "alpha/*" }, { key: "alpha/one" }, { key: "alpha/two" }];
  expect(resolveSelection([selectorOf("alpha/*")], starred).selected).toEqual(["alpha/*"]);
  const everything = resolveSelection(["all"], starred);
  expect(exclude(everything, [selectorOf("alpha/*")], starred).selected).toEqual(["alpha/one", "alpha/two"]);
});

test.each(["tag:a/b", "a/b#0d5c1a1e-9a41-4d5e-8f5e-0d5c1a1e9a41", "\\/\\*", "[all]/all", "all/{a,b}"])(
  "%s is selected by its selector",
  (key) => {
    expect(resolveSelection([selectorOf(key)], [{ key }, { key: "b/c" }])).toEqual({
      selected: [key],
      removed: [],
    });
  },
);

test("every deployment is selected by its selector, and by nothing else, whatever characters it has", () => {
  const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/[/]/.test(text));
  fc.assert(
    fc.property(name, name, (flow, deployment) => {
      const key = `${flow}/${deployment}`;
      const one = [{ key }, { key: "another flow/another name" }];
      expect(keyOfSelector(selectorOf(key))).toBe(key);
      expect(resolveSelection([selectorOf(key)], one).selected).toEqual([key]);
    }),
  );
});

test("what is excluded is neither applied nor counted as removed, and need not be there", () => {
  const tagged = new Map([["pr-12", ["other/gone", "other/kept", "my-flow/prod", "my-flow/preview"]]]);
  const selection = resolveSelection(["tag:pr-12"], files, tagged);
  expect(exclude(selection, ["my-flow/pre*", "other/gone", "nowhere/at-all"], files)).toEqual({
    selected: ["my-flow/prod"],
    removed: ["other/kept"],
  });
  expect(exclude(selection, [], files)).toEqual(selection);
  expect(exclude(selection, ["all"], files)).toEqual({ selected: [], removed: [] });
});
