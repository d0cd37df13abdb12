import { type Fault, silentReporter } from "#diagnostics";
import {
  begun,
  changeUnfinished,
  forgetResumed,
  NOTHING_UNFINISHED,
  readUnfinished,
  settled,
} from "../src/index.ts";
import { unfinishedVariable } from "../src/unfinished-record.ts";
import { ModelVariables } from "./model-variables.ts";

const TARGET = { repository: "acme/platform", files: ["prefect.yaml"] };
const run = (number: number) => ({ run: `https://ci/runs/${number}`, time: "2026-11-28T10:00:00.000Z" });
const read = (model: ModelVariables) => readUnfinished(model.server, TARGET, silentReporter);
const begin = (model: ModelVariables, id: string, ...keys: string[]) =>
  changeUnfinished(model.server, TARGET, (before) => begun(before, id, run(Number(id)), keys));

test("what a run begins with stays until a run that saw it has recorded its commit", async () => {
  const model = new ModelVariables();
  await begin(model, "1", "a/x", "a/y");
  const seenBySecond = await read(model);
  await begin(model, "2", "a/y", "a/z");
  // Another one begins meanwhile, with one of the same.
  await begin(model, "3", "a/z", "b/x");
  expect([...(await read(model)).keys]).toEqual([
    ["a/x", "1"],
    ["a/y", "2"],
    ["a/z", "3"],
    ["b/x", "3"],
  ]);
  await changeUnfinished(model.server, TARGET, (now) => settled(now, seenBySecond, "2"));
  const left = await read(model);
  expect([...left.keys]).toEqual([
    ["a/z", "3"],
    ["b/x", "3"],
  ]);
  expect([...left.runs]).toEqual([["3", run(3)]]);
});

test("nothing is sent where nothing changes", async () => {
  const model = new ModelVariables();
  await changeUnfinished(model.server, TARGET, (now) => settled(now, NOTHING_UNFINISHED, "1"));
  expect(model.writes).toEqual([]);
});

test("a mark that another run has just taken back is made again", async () => {
  const model = new ModelVariables();
  await begin(model, "1", "a/x");
  const before = structuredClone(model.value(unfinishedVariable(TARGET)));
  let times = 0;
  model.onWrite = (name) => {
    if (times++ === 0) queueMicrotask(() => model.stored.set(name, before));
  };
  await begin(model, "2", "a/y");
  expect([...(await read(model)).keys.keys()]).toEqual(["a/x", "a/y"]);
});

test("ten thousand deployments are noted in few variables", async () => {
  const model = new ModelVariables();
  const keys = Array.from({ length: 10_000 }, (_, index) => `team-${index % 37}-flow-${index}/daily`);
  await begin(model, "1", ...keys);
  expect((await read(model)).keys.size).toBe(10_000);
  expect(model.stored.size).toBeLessThan(25);
});

test("a record that somebody has spoilt may mean every deployment, until a run that saw so has recorded", async () => {
  const model = new ModelVariables();
  model.stored.set(unfinishedVariable(TARGET), "spoilt");
  const warnings: Fault[] = [];
  const reporter = { ...silentReporter, warning: (fault: Fault) => void warnings.push(fault) };
  const seen = await readUnfinished(model.server, TARGET, reporter);
  expect(seen.everything).toBe(true);
  expect(warnings[0]?.message).toContain(unfinishedVariable(TARGET));
  await begin(model, "1", "a/x");
  expect((await read(model)).everything).toBe(true);
  await changeUnfinished(model.server, TARGET, (now) => settled(now, seen, "1"));
  expect(await read(model)).toEqual(NOTHING_UNFINISHED);
});

test("which schedules are new is told by those that were there before the first of the runs", async () => {
  const model = new ModelVariables();
  const note = (id: string, had: string[]) =>
    changeUnfinished(model.server, TARGET, (before) =>
      begun(before, id, run(Number(id)), ["a/x"], new Map([["a/x", had]])),
    );
  await note("1", ["s1"]);
  // The first run has made s2 and died; the second one sees it there.
  await note("2", ["s1", "s2"]);
  expect((await read(model)).newSchedules).toEqual(new Map([["a/x", { run: "2", had: ["s1"] }]]));
  await forgetResumed(model.server, ["a/x#s2", "b/x#s9"]);
  expect((await read(model)).newSchedules).toEqual(new Map([["a/x", { run: "2", had: ["s1", "s2"] }]]));
  const seen = await read(model);
  await changeUnfinished(model.server, TARGET, (now) => settled(now, seen, "3"));
  expect(await read(model)).toEqual(NOTHING_UNFINISHED);
});
