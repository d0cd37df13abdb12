import { checkPool, nameOfPool } from "../src/check-pool.ts";
import type { WorkPoolChange } from "../src/request.ts";
import { nextTemplate, type TemplateSources } from "../src/template/next-template.ts";
import { fingerprint, type Template } from "../src/template/template.ts";
import { stateOf } from "../src/template/template-state.ts";

const asked: WorkPoolChange = {
  imagePlaceholder: "DEFAULT_FLOW_IMAGE",
  restore: false,
  createMissing: false,
  onRejectedJobVariables: "warn",
  waitForWorker: false,
  timeoutSeconds: 300,
};
const none: TemplateSources = {
  source: undefined,
  hasValues: false,
  isNew: false,
  defaultTemplate: undefined,
};
const withImage = (image: string): Template => ({
  variables: { properties: { image: { default: image } } },
  job_configuration: {},
});
const location = { file: "t.json" };
const source = (template: unknown) => ({ text: JSON.stringify(template), location });
const record = (owner: string, base: Template, set: Template) => {
  return { owner, base, set: [fingerprint(set)], time: "2026-11-28T10:00:00.000Z" };
};

describe("the next template", () => {
  const live = stateOf(withImage("a:1"), undefined);
  const ofPr1 = stateOf(withImage("a:pr-1"), record("pr-1", withImage("a:1"), withImage("a:pr-1")));

  test("is the live one with the image", () => {
    expect(nextTemplate({ ...asked, image: "a:2" }, live, none)).toEqual({
      kind: "set",
      template: withImage("a:2"),
    });
  });

  test("is made of the lasting one, unless it is for a while itself", () => {
    const own = { ...withImage("a:1"), notes: "lasting" };
    const state = stateOf(withImage("a:pr-1"), record("pr-1", own, withImage("a:pr-1")));
    expect(nextTemplate({ ...asked, image: "a:2" }, state, none)).toEqual({
      kind: "set",
      template: { ...withImage("a:2"), notes: "lasting" },
    });
    expect(nextTemplate({ ...asked, image: "a:2", temporaryFor: "pr-2" }, state, none)).toEqual({
      kind: "set",
      template: withImage("a:2"),
    });
  });

  test("is the given one, with the image where the placeholder stands", () => {
    const given = { ...none, source: source(withImage("DEFAULT_FLOW_IMAGE")) };
    expect(nextTemplate({ ...asked, image: "a:2" }, live, given)).toEqual({
      kind: "set",
      template: withImage("a:2"),
    });
    expect(nextTemplate(asked, live, { ...none, source: source(withImage("a:3")) })).toEqual({
      kind: "set",
      template: withImage("a:3"),
    });
  });

  test("is what was there before, for its owner alone", () => {
    const restore = { ...asked, restore: true, temporaryFor: "pr-1" };
    expect(nextTemplate(restore, ofPr1, none)).toEqual({ kind: "put-back", template: withImage("a:1") });
    expect(nextTemplate({ ...restore, temporaryFor: "pr-2" }, ofPr1, none)).toMatchObject({
      kind: "nothing-to-put-back",
      forget: false,
    });
    expect(nextTemplate(restore, live, none)).toMatchObject({
      reason: "nothing is recorded that could be put back",
    });
  });

  test("of a pool that has to be made is its type's, with the image or without", () => {
    const made = { ...asked, createMissing: true };
    const sources = { ...none, isNew: true, defaultTemplate: withImage("prefecthq/prefect:3") };
    const missing = stateOf(undefined, undefined);
    expect(nextTemplate(made, missing, sources)).toEqual({
      kind: "set",
      template: withImage("prefecthq/prefect:3"),
    });
    expect(nextTemplate({ ...made, image: "a:2" }, missing, sources)).toEqual({
      kind: "set",
      template: withImage("a:2"),
    });
    // Once it is there, nothing more is asked for.
    expect(nextTemplate(made, live, none)).toEqual({ kind: "not-asked-for" });
  });

  test("is not asked for by values without one", () => {
    expect(nextTemplate(asked, live, { ...none, hasValues: true })).toEqual({ kind: "not-asked-for" });
  });

  test("is unknown where there is no pool, which is told by itself", () => {
    expect(nextTemplate({ ...asked, image: "a:2" }, stateOf(undefined, undefined), none)).toEqual({
      kind: "unknown",
      faults: [],
    });
  });

  test.each<[string, WorkPoolChange, TemplateSources, RegExp]>([
    ["nothing is given", asked, none, /Neither an image nor a template/],
    ["values hold none", { ...asked, image: "a:2" }, { ...none, hasValues: true }, /values hold no template/],
    [
      "a placeholder waits",
      asked,
      { ...none, source: source(withImage("DEFAULT_FLOW_IMAGE")) },
      /waits for an image in place of DEFAULT_FLOW_IMAGE/,
    ],
    [
      "there is no place for the image",
      { ...asked, image: "a:2" },
      { ...none, source: source({ variables: {} }) },
      /no place for an image/,
    ],
    ["it is no JSON", asked, { ...none, source: { text: "{", location } }, /no JSON/],
  ])("can't be told where %s", (_, wish, sources, message) => {
    const next = nextTemplate(wish, live, sources);
    expect(next.kind === "unknown" && next.faults.map((fault) => fault.message)).toEqual([
      expect.stringMatching(message),
    ]);
    if (sources.source) expect(next).toMatchObject({ faults: [{ location }] });
  });
});

describe("the pool", () => {
  const cloud = "https://api.prefect.cloud/api/accounts/a/workspaces/w";
  const values = {
    workPool: "edp",
    type: "kubernetes",
    workerName: undefined,
    template: undefined,
    cloud: { accountId: "a", workspaceId: "w" },
    credentialsSecret: undefined,
  };

  test("is named by the input or the values", () => {
    expect(nameOfPool({ workPool: "dev" }, undefined, "")).toEqual({
      workPool: "dev",
      wantedType: undefined,
      faults: [],
    });
    expect(nameOfPool({}, values, cloud)).toEqual({ workPool: "edp", wantedType: "kubernetes", faults: [] });
    expect(nameOfPool({ workPoolType: "ecs" }, values, cloud).wantedType).toBe("ecs");
  });

  test.each([
    ["nobody names it", {}, undefined, "", /No work pool is named/],
    [
      "they disagree",
      { workPool: "dev" },
      values,
      cloud,
      /`work-pool` is dev, but the values file is for edp/,
    ],
    [
      "the worker is another workspace's",
      {},
      values,
      cloud.replace(/w$/, "prod"),
      /belongs to the workspace w of the account a, prefect-api-url to prod of a/,
    ],
  ])("is refused where %s", (_, wish, given, apiUrl, message) => {
    const { workPool, faults } = nameOfPool(wish, given, apiUrl);
    expect(workPool).toBeUndefined();
    expect(faults.map((fault) => fault.message)).toEqual([expect.stringMatching(message)]);
  });

  const before = {
    workPool: "dev",
    wantedType: "process",
    live: { type: "process", is_paused: false },
    release: undefined,
    types: undefined,
  };
  const faultsOf = (wish: Partial<WorkPoolChange>, known: Partial<Parameters<typeof checkPool>[1]>) =>
    checkPool({ ...asked, ...wish }, { ...before, ...known }).faults.map(({ message }) => message);

  test("is fine as it is", () => {
    expect(checkPool({ ...asked, image: "acme/flows:1" }, before)).toEqual({ faults: [], warnings: [] });
  });

  test("everything that is wrong with it is told at once", () => {
    const release = { namespace: "n", release: "r" };
    const live = { type: "ecs", is_paused: true };
    expect(faultsOf({ image: "Not:an:image", waitForWorker: true }, { live, release })).toEqual([
      "The work pool dev is of type ecs, not process.",
      expect.stringContaining("is paused"),
      expect.stringContaining('"Not:an:image" can\'t name an image'),
      expect.stringContaining("gets its template from the Helm release r in the namespace n"),
    ]);
  });

  test.each<[string, Partial<WorkPoolChange>, readonly string[] | undefined, RegExp[]]>([
    ["not asked for", {}, undefined, [/There is no work pool dev\.$/]],
    ["without a type", { createMissing: true }, undefined, [/no type is given/]],
    [
      "of a type that Prefect doesn't know",
      { createMissing: true, workPoolType: "kubernets" },
      ["process", "kubernetes"],
      [/no template for work pools of the type kubernets/],
    ],
    ["of a type that it knows", { createMissing: true, workPoolType: "process" }, ["process"], []],
    [
      "of any type with a template",
      { createMissing: true, workPoolType: "own", template: { text: "{}", location } },
      undefined,
      [],
    ],
  ])("missing, to be made %s", (_, wish, types, messages) => {
    expect(faultsOf(wish, { live: undefined, types })).toEqual(
      messages.map((message) => expect.stringMatching(message)),
    );
  });

  test("paused is a warning where nobody waits for a worker", () => {
    const { faults, warnings } = checkPool(asked, { ...before, live: { type: "process", is_paused: true } });
    expect(faults).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("is paused")]);
  });

  test("a release's pool is changed for a while only, or by its release", () => {
    const release = { namespace: "n", release: "r" };
    expect(faultsOf({ temporaryFor: "pr-1" }, { release })).toEqual([]);
    expect(faultsOf({}, { release })).toHaveLength(1);
  });
});
