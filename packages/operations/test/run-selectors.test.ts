import { runSelectors } from "../src/run-selectors.ts";

const nothing = {
  ...{ deployments: [], changesFile: undefined, appliedFile: undefined, namePrefix: undefined },
  select: "given" as const,
};
const files: Record<string, object> = {
  "changes.json": {
    ...{ version: 1, deployments: ["f/a[1]"], removed: [], reasons: {}, base: null, head: "c" },
    ...{ added: ["f/a[1]"], modified: [], affected: [] },
  },
  "applied.json": { version: 1, created: ["f/new"], updated: ["f/old"], unchanged: ["f/same"] },
};
const read = async (_option: string, path: string) => JSON.stringify(files[path]);

test("names, a detection's and an apply's deployments are run, each once and none as a pattern", async () => {
  const values = { ...nothing, deployments: ["f/same", "tag:x"] };
  const both = { ...values, changesFile: "changes.json", appliedFile: "applied.json" };
  expect(await runSelectors(both, true, read)).toEqual([
    ...["f/same", "tag:x", "f/a\\[1\\]", "f/new", "f/old"],
  ]);
  expect(
    await runSelectors({ ...nothing, appliedFile: "applied.json", select: "created" }, true, read),
  ).toEqual(["f/new"]);
  expect(await runSelectors({ ...both, namePrefix: "pr-1-" }, true, read)).toContain("f/pr-1-a\\[1\\]");
});

test("an empty list runs nothing, and nothing at all is a mistake", async () => {
  expect(await runSelectors(nothing, true, read)).toEqual([]);
  await expect(runSelectors(nothing, false, read)).rejects.toThrow(/No deployments are named/);
});
