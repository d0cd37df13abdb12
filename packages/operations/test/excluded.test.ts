import { noCiRun } from "#ci-run";
import { NOTHING_UNFINISHED } from "#server-records";
import { NO_HISTORY, notAsRecorded, recordedIn } from "../src/history.ts";
import { inventoryLine, isRecorded, recordNotice } from "../src/index.ts";
import { isWorthWriting, knownBefore, pendingFound } from "../src/keep-inventory.ts";
import { excludedAfter, removedKeysOf } from "../src/stages/excluded.ts";

const nothing = { handled: [], excluded: [] };

test("what changed and was not applied is excluded, also what was before", () => {
  const run = { changed: ["f/a", "f/b"], before: ["f/c", "f/d"], applied: ["f/a", "f/d"], removed: nothing };
  expect(excludedAfter(run)).toEqual(["f/b", "f/c"]);
  expect(excludedAfter({ ...run, applied: ["f/a", "f/b", "f/c", "f/d"] })).toEqual([]);
});

test("what left the files counts until it was handled", () => {
  const run = { changed: [], before: ["f/gone"], applied: [] };
  expect(excludedAfter({ ...run, removed: nothing })).toEqual(["f/gone"]);
  expect(excludedAfter({ ...run, removed: { handled: ["f/gone"], excluded: [] } })).toEqual([]);
  expect(excludedAfter({ ...run, before: [], removed: { handled: [], excluded: ["f/kept"] } })).toEqual([
    "f/kept",
  ]);
});

test("removed deployments are told apart by what is left of the selection, in the files' names", () => {
  const given = { removed: ["f/a", "f/b"], namePrefix: undefined };
  expect(removedKeysOf(given, { removed: ["f/a", "f/by-tag"] })).toEqual({
    handled: ["f/a", "f/by-tag"],
    excluded: ["f/b"],
  });
  expect(removedKeysOf({ ...given, namePrefix: "pr-1-" }, { removed: ["f/pr-1-a"] })).toEqual({
    handled: ["f/a"],
    excluded: ["f/b"],
  });
});

test.each([
  ["auto", { isCi: true }, undefined, true],
  ["auto", { isCi: false }, undefined, false],
  ["auto", { isCi: true, request: { targetBranch: "main", headSha: undefined } }, undefined, false],
  ["auto", { isCi: true }, "pr-1-", false],
  ["always", { isCi: true, request: { targetBranch: "main", headSha: undefined } }, undefined, true],
  ["always", { isCi: false }, undefined, true],
  ["never", { isCi: true }, undefined, false],
] as const)("record-commit: %s with %j and the prefix %s", (recordCommit, ci, namePrefix, expected) => {
  expect(isRecorded({ recordCommit, namePrefix }, { ...noCiRun, ...ci })).toBe(expected);
});

test("without a repository, a record or sound notes there is nothing to compare with", () => {
  const target = { repository: "acme/platform", files: ["prefect.yaml"] };
  const history = { ...NO_HISTORY, target };
  expect(recordedIn(history)).toEqual({ commit: null, why: "no deployed commit is recorded on the server" });
  expect(recordedIn({ ...history, target: null })).toMatchObject({ commit: null });
  expect(recordedIn({ ...history, unfinished: { ...NOTHING_UNFINISHED, everything: true } })).toMatchObject({
    commit: null,
  });
  expect(notAsRecorded(history).size).toBe(0);
});

test("what a plan tells of which deployments there are", () => {
  const location = { file: "prefect.yaml", line: 3 };
  const live = { id: "id", updated: "", paused: false };
  const one = (key: string, action: string, more: object) => ({ key, action, live, location, ...more });
  const deployments = [
    one("f/new", "create", { live: null }),
    one("f/same", "unchanged", {}),
    one("f/gone", "delete", { location: null }),
  ] as never;
  expect(knownBefore({ deployments }, { removed: ["f/gone", "f/absent"] }, "now")).toEqual({
    begun: [{ key: "f/new", since: "now" }],
    seen: [{ key: "f/same", id: "id" }],
    gone: ["f/absent"],
    missing: [],
  });
});

test("a pending deployment that is not there is given up once no run can be at it any more", () => {
  const pending = new Map([
    ["f/young", "2026-11-28T10:00Z"],
    ["f/old", "2026-11-01T10:00Z"],
    ["f/there", "2026-11-01T10:00Z"],
  ]);
  const now = new Date("2026-11-28T12:00Z");
  expect(pendingFound([...pending.keys()], [{ key: "f/there", id: "id" }], pending, now)).toEqual({
    seen: [{ key: "f/there", id: "id" }],
    gone: ["f/old"],
  });
});

test("an inventory is written with every twentieth deployment at most", () => {
  expect([isWorthWriting(1, 0), isWorthWriting(1, 1), isWorthWriting(20, 1), isWorthWriting(20, 2)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("a reader learns what is not as the commit says, and what is here", () => {
  expect(recordNotice({ notRecorded: null, excluded: [] })).toBeNull();
  expect(recordNotice({ notRecorded: "it failed", excluded: [] })).toBe(
    "The commit is not recorded as deployed: it failed.",
  );
  const seven = Array.from({ length: 7 }, (_, index) => `f/${index}`);
  expect(recordNotice({ notRecorded: null, excluded: seven })).toMatch(
    /f\/0, .*f\/4 and 2 more are not as it says/,
  );
  expect(inventoryLine({ deployments: 1, pending: 0, notInFiles: null, archived: 0 })).toBe(
    "Inventory: 1 deployment of this server comes from these files.",
  );
  expect(inventoryLine({ deployments: 812, pending: 2, notInFiles: 3, archived: 2 })).toBe(
    "Inventory: 812 deployments of this server come from these files; 3 of them are not in the files any more; 2 are archived; 2 more were about to be made.",
  );
});
