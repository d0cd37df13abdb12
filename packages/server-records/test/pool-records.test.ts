import { readFileSync } from "node:fs";
import type { Json, JsonObject } from "#json";
import {
  forgetTemporary,
  readRelease,
  readTemporary,
  recordRelease,
  recordTemporary,
  releaseVariable,
} from "../src/index.ts";
import { ModelVariables } from "./model-variables.ts";

/** Records as they were written before records had versions, with the templates that they hold. */
const former = JSON.parse(readFileSync(`${import.meta.dirname}/former-templates.json`, "utf8")) as {
  templates: Record<string, JsonObject>;
  variables: Record<string, Json>;
};

function formerServer(): ModelVariables {
  const model = new ModelVariables();
  for (const [name, value] of Object.entries(former.variables)) model.stored.set(name, value);
  return model;
}

const record = (base: JsonObject) => ({
  owner: "pr-13",
  base,
  set: ["f1"],
  time: "2026-11-21T10:00:00.000Z",
});

test.each(["small", "large"])(
  "a former record of a %s template is read, replaced and leaves nothing behind",
  async (pool) => {
    const model = formerServer();
    const base = former.templates[pool] as JsonObject;
    const time = "2026-11-20T10:00:00.000Z";
    expect(await readTemporary(model.server, pool)).toEqual({
      owner: "pr-12",
      base,
      set: ["f1", "f2"],
      time,
    });
    await recordTemporary(model.server, pool, record(base));
    expect(await readTemporary(model.server, pool)).toEqual(record(base));
    await recordTemporary(model.server, pool, record({ job_configuration: {} }));
    const own = [...model.stored.keys()].filter((name) => name.startsWith(`work-pool-template-${pool}-`));
    expect(own).toHaveLength(1);
  },
);

test("a former record in parts is forgotten with all of them", async () => {
  const model = formerServer();
  await forgetTemporary(model.server, "large");
  expect([...model.stored.keys()].filter((name) => name.includes("-large-"))).toEqual([]);
  expect(await readTemporary(model.server, "large")).toBeUndefined();
});

test("a former record of which a part is missing counts as none", async () => {
  const model = formerServer();
  const part = [...model.stored.keys()].find((name) => /-large-.*-2$/.test(name)) ?? "";
  expect(model.stored.delete(part)).toBe(true);
  expect(await readTemporary(model.server, "large")).toBeUndefined();
});

test("the newest eight fingerprints are kept", async () => {
  const model = new ModelVariables();
  const set = Array.from({ length: 12 }, (_, index) => `f${index}`);
  await recordTemporary(model.server, "k8s", { ...record({}), set });
  expect((await readTemporary(model.server, "k8s"))?.set).toEqual(set.slice(4));
});

test("a pool's release is recorded once, changed and taken back", async () => {
  const model = new ModelVariables();
  const owner = { namespace: "prefect", release: "worker" };
  // As it was written before records had versions.
  model.stored.set("work-pool-release-k8s-17c132990e8e", { pool: "k8s", ...owner });
  expect(releaseVariable("k8s")).toBe("work-pool-release-k8s-17c132990e8e");
  expect(await readRelease(model.server, "k8s")).toEqual(owner);
  await recordRelease(model.server, "k8s", owner);
  expect(model.writes).toEqual([]);
  await recordRelease(model.server, "k8s", { ...owner, release: "other" });
  expect(await readRelease(model.server, "k8s")).toEqual({ ...owner, release: "other" });
  await recordRelease(model.server, "k8s", undefined);
  expect(model.stored.size).toBe(0);
});
