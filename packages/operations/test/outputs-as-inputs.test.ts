import fc from "fast-check";
import { exclude, resolveSelection, selectorOf } from "#deployment-plan";
import { parseList } from "#input-values";
import { jsonText } from "#json";
import { propertyRuns } from "#services";
import { newSchedulesOf, scheduleSelector } from "../src/applied-file.ts";
import { deploymentsFile, deploymentsOf } from "../src/deployments-file.ts";
import { wantedDeployments } from "../src/index.ts";
import { runSelectors } from "../src/run-selectors.ts";
import { removedKeys } from "../src/stages/removed-keys.ts";

/** What Prefect takes in a name; much of it means something in a pattern, a list or a path. */
const name = fc
  .array(
    fc.constantFrom("a", "b", "*", "?", "[", "]", "{", "}", ",", "\\", "#", "!", ":", " ", '"', "'", "tag:"),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() === text);
const key = fc.tuple(name, name).map(([flow, deployment]) => `${flow}/${deployment}`);

/** A deployment and others that a pattern made of its name would mean. */
const deployments = fc
  .tuple(key, fc.uniqueArray(key, { maxLength: 4 }))
  .map(([one, others]) => [...new Set([one, ...others, "a/b", "alpha/one", "alpha/two"])]);

const SCHEDULE = "0d5c1a1e-9a41-4d5e-8f5e-0d5c1a1e9a41";

/** How each list that an action puts out is read by each input that takes one: gives the selectors. */
const ROUTES: Readonly<Record<string, (key: string) => Promise<string[]>>> = {
  "an output in deployments, except or schedules": async (key) => parseList(jsonText([selectorOf(key)])),
  "outputs of two steps, one a line": async (key) =>
    parseList(`${jsonText([selectorOf("alpha/none")])}\n${jsonText([selectorOf(key)])}`).slice(1),
  "changes-file of detect": async (key) => [
    ...(await wantedDeployments({ deployments: ["all"], changesFile: "-", exceptFile: undefined }, read(key)))
      .deployments,
  ],
  "except-file of detect": async (key) => [
    ...(
      await wantedDeployments(
        { deployments: ["alpha/one"], changesFile: undefined, exceptFile: "-" },
        read(key),
      )
    ).except,
  ],
  "except-file of find-stale-pull-requests": async (key) =>
    deploymentsOf(jsonText(deploymentsFile([key]) as never), "-"),
  "changes-file of detect, to be run": (key) =>
    runSelectors(
      {
        deployments: [],
        changesFile: "-",
        appliedFile: undefined,
        namePrefix: undefined,
        select: "given" as const,
      },
      false,
      read(key),
    ),
  "applied-file of apply, to be run": (key) =>
    runSelectors(
      {
        deployments: [],
        changesFile: undefined,
        appliedFile: "-",
        namePrefix: undefined,
        select: "given" as const,
      },
      false,
      async () => jsonText({ version: 1, created: [key], updated: [], unchanged: [] }),
    ),
};

const read = (key: string) => async () =>
  jsonText({
    version: 1,
    ...{ deployments: [key], removed: [], reasons: {}, files: {} },
    ...{ base: null, head: "1".repeat(40) },
  });

test.each(Object.entries(ROUTES))("%s: just that deployment", async (_, route) => {
  await fc.assert(
    fc.asyncProperty(deployments, async (keys) => {
      const [one = ""] = keys;
      const files = keys.map((each) => ({ key: each }));
      const selectors = await route(one);
      expect(resolveSelection(selectors, files).selected).toEqual([one]);
      const everything = { selected: keys, removed: [] };
      expect(exclude(everything, selectors, files).selected).toEqual(keys.filter((each) => each !== one));
    }),
    { numRuns: propertyRuns(200) },
  );
});

test("the output removed in the input removed: just that key", () => {
  fc.assert(
    fc.property(key, (one) => {
      expect(removedKeys(parseList(jsonText([selectorOf(one)])), undefined, [])).toEqual([one]);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test("new schedules, as an output and out of the applied file: just that schedule of that deployment", () => {
  fc.assert(
    fc.property(deployments, (keys) => {
      const [one = ""] = keys;
      const schedule = `${one}#${SCHEDULE}`;
      const files = keys.map((each) => ({ key: each }));
      for (const selectors of [
        parseList(jsonText([scheduleSelector(schedule)])),
        newSchedulesOf(jsonText({ version: 1, newSchedules: [schedule] }), "-"),
      ]) {
        expect(selectors.every((selector) => selector.endsWith(`#${SCHEDULE}`))).toBe(true);
        expect(resolveSelection(selectors, files).selected).toEqual([one]);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});
