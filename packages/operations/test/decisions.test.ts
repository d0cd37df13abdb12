import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { noCiRun } from "#ci-run";
import { projectRoot } from "#services";
import { selectionOfChanges } from "../src/changes-file.ts";
import {
  appliedFile,
  applyOptions,
  changesFile,
  comparisonOf,
  connectionOptions,
  detectOptions,
  isRecorded,
  newSchedulesOf,
  scheduleOptions,
  scheduleSelector,
  validateOptions,
} from "../src/index.ts";

describe("the commit is recorded", () => {
  const inCi = { ...noCiRun, isCi: true };
  const request = { targetBranch: "main", headSha: undefined };
  test.each([
    ["auto", undefined, inCi, true],
    ["auto", undefined, noCiRun, false],
    ["auto", undefined, { ...inCi, request }, false],
    ["auto", "pr-1-", inCi, false],
    ["always", "pr-1-", { ...inCi, request }, true],
    ["always", undefined, noCiRun, true],
    ["never", undefined, inCi, false],
  ] as const)("%s, prefix %s, %j: %s", (recordCommit, namePrefix, ci, expected) => {
    expect(isRecorded({ recordCommit, namePrefix }, ci)).toBe(expected);
  });
});

describe("what is compared", () => {
  const nothing = { base: undefined, targetBranch: undefined };
  const pull = { ...noCiRun, request: { targetBranch: "main", headSha: "a".repeat(40) } };
  test.each([
    [{ ...nothing, base: "v1" }, pull, { event: "comparison", base: "v1" }],
    [nothing, pull, { event: "pull-request", target: "main" }],
    [{ ...nothing, targetBranch: "develop" }, pull, { event: "pull-request", target: "develop" }],
    [nothing, { ...noCiRun, mergeGroupBase: "b" }, { event: "comparison", base: "b" }],
    [nothing, { ...noCiRun, before: "c" }, { event: "push", before: "c" }],
    [nothing, noCiRun, { event: "push", before: null }],
  ])("%j", (named, ci, expected) => {
    expect(comparisonOf(named, ci)).toEqual(expected);
  });
});

/** What is wrong with a value by one of the published schemas. */
function schemaErrors(schema: string, value: unknown): string {
  const text = readFileSync(join(projectRoot, "schemas", `${schema}.schema.json`), "utf8");
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajv.validate(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  return ajv.errorsText();
}

const location = { file: "prefect.yaml" };
const detected = {
  base: "a",
  head: "b",
  baseReason: "the base was named",
  everything: null,
  unchanged: 3,
  declaringRuns: [],
  broken: [],
  warnings: [],
  deployments: [
    { key: "alpha/*", flowName: "alpha", name: "*", change: "added", reason: "new", chain: [], location },
    { key: "b/[x]", flowName: "b", name: "[x]", change: "removed", reason: "gone", chain: [], location },
  ],
} as const;

test("a file of changes names deployments exactly, and its reader selects just those", () => {
  const file = changesFile(detected);
  expect(file).toMatchObject({
    version: 1,
    deployments: ["alpha/*"],
    removed: ["b/[x]"],
    added: ["alpha/*"],
  });
  expect(schemaErrors("changes", file)).toBe("No errors");
  expect(schemaErrors("changes", { ...file, deployments: "all" })).toMatch(/deployments must be array/);
  expect(selectionOfChanges(JSON.stringify(file), "changes.json")).toEqual({
    deployments: ["alpha/\\*"],
    removed: ["b/\\[x\\]"],
    reasons: { "alpha/*": "new", "b/[x]": "gone" },
    detected: {
      base: file.base,
      head: file.head,
      changes: new Map([
        ["alpha/*", "added"],
        ["b/[x]", "removed"],
      ]),
      files: new Map(Object.entries(file.files)),
    },
  });
});

test.each([
  ["", /^What changes.json holds is not the result of `detect --json`\./],
  ["[]", /is not the result of/],
  ['{"version": 1, "deployments": "all"}', /is not the result of/],
  ['{"version": 2, "deployments": []}', /has the form 2, and this release reads the form 1/],
])("%j is no such file", (text, message) => {
  expect(() => selectionOfChanges(text, "changes.json")).toThrow(message);
});

test("standard input is called so", () => {
  expect(() => selectionOfChanges("", "-")).toThrow(/^What standard input holds/);
});

test("the schedules of an applied file are selectors of just those", () => {
  const id = "0d5c1a1e-9a41-4d5e-8f5e-0d5c1a1e9a41";
  const applied = { key: "a/*", id: "1" };
  const file = appliedFile({
    execution: {
      ...{
        ok: true,
        created: [applied],
        updated: [],
        archived: [],
        paused: [],
        deleted: [],
        unchanged: [],
        kept: [],
      },
      ...{ failed: [], unchecked: [], newSchedules: [`a/*#${id}`] },
    },
    resume: [],
    notRecorded: null,
    excluded: ["a/left"],
    inventory: { deployments: 3, pending: 0, notInFiles: null, archived: 0 },
  });
  expect(file).toMatchObject({ version: 1, created: ["a/*"], newSchedules: [`a/*#${id}`] });
  expect(schemaErrors("applied", file)).toBe("No errors");
  expect(schemaErrors("applied", { ...file, version: 2 })).toMatch(/version must be equal/);
  expect(newSchedulesOf(JSON.stringify(file), "applied.json")).toEqual([`a/\\*#${id}`]);
  expect(scheduleSelector(`a/b#${id}`)).toBe(`a/b#${id}`);
});

test("every option says what it does, and a name that stands in several tables means the same", () => {
  const tables = [applyOptions, detectOptions, validateOptions, scheduleOptions, connectionOptions];
  const kinds = new Map<string, Set<string>>();
  for (const [name, option] of tables.flatMap((table) => Object.entries(table))) {
    expect(option.sentence).toMatch(/^\S.*[.]$/s);
    // `deployments` is what each operation is about.
    if (["deployments", "changes-file", "flow-reader", "python", "build-steps"].includes(name)) continue;
    kinds.set(name, (kinds.get(name) ?? new Set()).add(option.sentence));
  }
  expect([...kinds].filter(([, sentences]) => sentences.size > 1)).toEqual([]);
});
