import { findRenames } from "#impact";

const at = (key: string, entrypoint: string | null) => ({ key, entrypoint });

test("one gone and one new of the same entry point is a rename", () => {
  const gone = [at("etl/daily", "flows/etl.py:main"), at("old/prod", "flows/old.py:main")];
  const added = [at("etl/nightly", "./flows/etl.py:main"), at("new/prod", "flows/new.py:main")];
  expect([...findRenames(gone, added)]).toEqual([["etl/daily", "etl/nightly"]]);
});

test("a flow's new name is one too", () => {
  const renames = findRenames([at("etl/prod", "f.py:main")], [at("load/prod", "f.py:main")]);
  expect(renames.get("etl/prod")).toBe("load/prod");
});

test.each([
  ["two gone", [at("a/1", "f.py:f"), at("a/2", "f.py:f")], [at("a/3", "f.py:f")]],
  ["two new", [at("a/1", "f.py:f")], [at("a/2", "f.py:f"), at("a/3", "f.py:f")]],
  ["another function", [at("a/1", "f.py:f")], [at("a/2", "f.py:g")]],
  ["no entry point", [at("a/1", null), at("b/1", "")], [at("a/2", null), at("b/2", "")]],
  ["only gone", [at("a/1", "f.py:f")], []],
])("%s is none", (_, gone, added) => {
  expect(findRenames(gone, added).size).toBe(0);
});
