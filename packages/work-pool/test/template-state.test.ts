import fc from "fast-check";
import type { TemporaryTemplate } from "#server-records";
import { propertyRuns } from "#services";
import { fingerprint, type Template } from "../src/template/template.ts";
import { type DoneUpdate, recordAfter, recordBefore } from "../src/template/template-record.ts";
import {
  lastingTemplate,
  restorationFor,
  stateOf,
  type TemplateState,
} from "../src/template/template-state.ts";

const T = (image: string): Template => ({ variables: { image }, job_configuration: { a: 1 } });
const time = "2026-11-28T10:00:00.000Z";
const record = (owner: string, base: Template, ...set: Template[]): TemporaryTemplate => {
  return { owner, base, set: set.map(fingerprint), time };
};

describe("whose a pool's template is", () => {
  const ofPr1 = record("pr-1", T("1"), T("pr-1-a"), T("pr-1-b"));
  test.each<[string, Template | undefined, TemporaryTemplate | undefined, TemplateState["kind"]]>([
    ["no pool, no record", undefined, undefined, "none"],
    ["a template, no record", T("1"), undefined, "lasting"],
    ["the one that was set last", T("pr-1-b"), ofPr1, "temporary"],
    ["one that was set before: an update that is under way again", T("pr-1-a"), ofPr1, "temporary"],
    ["the base: killed before it was set, or after it was put back", T("1"), ofPr1, "temporary"],
    ["another one", T("by-hand"), ofPr1, "overtaken"],
    ["no template any more", undefined, ofPr1, "overtaken"],
  ])("%s", (_, live, known, kind) => expect(stateOf(live, known).kind).toBe(kind));

  test("an image that is to stay never goes into a template that is there for a while", () => {
    expect(lastingTemplate(stateOf(T("pr-1-b"), ofPr1))).toEqual(T("1"));
    expect(lastingTemplate(stateOf(T("by-hand"), ofPr1))).toEqual(T("by-hand"));
    expect(lastingTemplate(stateOf(T("1"), undefined))).toEqual(T("1"));
    expect(lastingTemplate(stateOf(undefined, undefined))).toBeUndefined();
  });

  test("only its owner puts back, and only while nobody else has changed it", () => {
    expect(restorationFor("pr-1", stateOf(T("pr-1-b"), ofPr1))).toEqual({ restore: true, template: T("1") });
    const reasonFor = (owner: string, state: TemplateState) => {
      const restoration = restorationFor(owner, state);
      return restoration.restore ? undefined : [restoration.reason, restoration.forget];
    };
    const other = `pr-1 has changed the template since, at ${time}`;
    expect(reasonFor("pr-2", stateOf(T("pr-1-b"), ofPr1))).toEqual([other, false]);
    expect(reasonFor("pr-2", stateOf(T("by-hand"), ofPr1))).toEqual([other, false]);
    expect(reasonFor("pr-1", stateOf(T("by-hand"), ofPr1))).toEqual([
      "somebody else has changed the template since",
      true,
    ]);
    for (const state of [stateOf(T("1"), undefined), stateOf(undefined, undefined)]) {
      expect(reasonFor("pr-1", state)).toEqual(["nothing is recorded that could be put back", false]);
    }
  });
});

describe("what is recorded before a template for a while is set", () => {
  const change = { owner: "pr-2", next: T("pr-2"), time };
  test("the live one as what comes back", () => {
    expect(recordBefore(stateOf(T("1"), undefined), change)).toEqual({
      kind: "record",
      record: record("pr-2", T("1"), T("pr-2")),
    });
  });

  test("the one before the first of several, whoever made them", () => {
    const state = stateOf(T("pr-1"), record("pr-1", T("1"), T("pr-1")));
    expect(recordBefore(state, change)).toEqual({
      kind: "record",
      record: record("pr-2", T("1"), T("pr-1"), T("pr-2")),
    });
  });

  test("the live one where somebody else has changed it since", () => {
    const state = stateOf(T("by-hand"), record("pr-1", T("1"), T("pr-1")));
    expect(recordBefore(state, change)).toEqual({
      kind: "record",
      record: record("pr-2", T("by-hand"), T("pr-2")),
    });
  });

  test("nothing where there is nothing to put back", () => {
    expect(recordBefore(stateOf(undefined, undefined), change)).toEqual({ kind: "none" });
    expect(recordBefore(stateOf(undefined, record("pr-1", T("1"))), change)).toEqual({ kind: "none" });
  });
});

describe("what becomes of a record after an update", () => {
  const ofPr1 = record("pr-1", T("1"), T("pr-1"));
  const lasting = (template: Template, by: "api" | "helm" = "api"): DoneUpdate => {
    return { kind: "lasting", template, by };
  };
  test.each<[string, DoneUpdate, ReturnType<typeof recordAfter>]>([
    [
      "one that is to stay is what comes back",
      lasting(T("2")),
      { kind: "record", record: { ...ofPr1, base: T("2") } },
    ],
    ["the same once more sends nothing", lasting(T("1")), { kind: "none" }],
    ["the owner's own for good has nothing to come back", lasting(T("pr-1")), { kind: "forget" }],
    ["a release's pods have its template alone", lasting(T("2"), "helm"), { kind: "forget" }],
    ["put back is put back", { kind: "restored" }, { kind: "forget" }],
    ["another one for a while was recorded before", { kind: "temporary" }, { kind: "none" }],
  ])("%s", (_, done, expected) => expect(recordAfter(ofPr1, done)).toEqual(expected));

  test("without a record there is none afterwards", () => {
    for (const done of [lasting(T("2")), { kind: "restored" } as const]) {
      expect(recordAfter(undefined, done)).toEqual({ kind: "none" });
    }
  });
});

/** A pool with its record, and what everybody does to it, each step whole or killed after the first of its writes. */
class ModelPool {
  live: Template = T("0");
  record: TemporaryTemplate | undefined;
  /** What has to be there once every owner has put back. */
  lasting: Template = T("0");

  temporary(owner: string, next: Template, killed: boolean): void {
    const write = recordBefore(stateOf(this.live, this.record), { owner, next, time });
    if (write.kind === "record") this.record = write.record;
    if (!killed) this.live = next;
  }

  lastingImage(image: string): void {
    // As an image is placed: into the template that stays.
    const start = lastingTemplate(stateOf(this.live, this.record));
    const next = { ...start, variables: { image } };
    this.live = next;
    this.lasting = next;
    this.forgetOrRecord(recordAfter(this.record, { kind: "lasting", template: next, by: "api" }));
  }

  restore(owner: string, killed: boolean): void {
    const restoration = restorationFor(owner, stateOf(this.live, this.record));
    if (restoration.restore) {
      this.live = restoration.template;
      if (!killed) this.forgetOrRecord(recordAfter(this.record, { kind: "restored" }));
    } else if (restoration.forget) this.record = undefined;
  }

  private forgetOrRecord(write: ReturnType<typeof recordAfter>): void {
    if (write.kind === "forget") this.record = undefined;
    else if (write.kind === "record") this.record = write.record;
  }
}

test("whatever pull requests and lasting updates do, the lasting template is back once all are closed", () => {
  const owner = fc.constantFrom("pr-1", "pr-2", "pr-3");
  const step = fc.oneof(
    fc.record({ kind: fc.constant("temporary" as const), owner, killed: fc.boolean() }),
    fc.record({ kind: fc.constant("restore" as const), owner, killed: fc.boolean() }),
    fc.record({ kind: fc.constant("lasting" as const), owner, killed: fc.constant(false) }),
  );
  let restored = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const pool = new ModelPool();
      for (const [index, { kind, owner: who, killed }] of steps.entries()) {
        if (kind === "temporary") pool.temporary(who, T(`${who}-${index}`), killed);
        else if (kind === "restore") pool.restore(who, killed);
        else pool.lastingImage(`lasting-${index}`);
      }
      if (pool.record) restored++;
      for (const who of ["pr-1", "pr-2", "pr-3"]) pool.restore(who, false);
      expect(pool.live).toEqual(pool.lasting);
      expect(pool.record).toBeUndefined();
    }),
    { seed: 20_261_128, numRuns: propertyRuns(3000) },
  );
  expect(restored).toBeGreaterThan(1000);
});
