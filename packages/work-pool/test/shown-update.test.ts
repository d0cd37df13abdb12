import type { JsonObject } from "#json";
import { describeUpdate } from "../src/describe-update.ts";
import type { UpdatePlan } from "../src/plan.ts";
import { showUpdate } from "../src/shown-update.ts";
import { diffTemplates } from "../src/template/diff.ts";

const SECRET = "tok-4711-of-the-template";
const before: JsonObject = {
  variables: { properties: { image: { default: "acme/flows:1" }, api_token: { default: SECRET } } },
};
const after: JsonObject = { variables: { properties: { image: { default: "acme/flows:2" } } } };

/** A plan that gives the pool `edp` another image. */
const plan = (parts: Partial<UpdatePlan> = {}): UpdatePlan => ({
  workPool: "edp",
  poolType: "kubernetes",
  live: {} as UpdatePlan["live"],
  present: before,
  next: { kind: "set", template: after },
  desired: after,
  changes: diffTemplates(before, after),
  rejected: [],
  image: "acme/flows:2",
  previousImage: "acme/flows:1",
  helm: undefined,
  changed: true,
  ...parts,
});

const helm = (parts: object) => ({
  helm: {
    hasNamespace: true,
    secrets: [],
    releaseChanges: true,
    revision: 3,
    chart: "prefect-worker-2026.1.1",
    overrides: `{"worker": "${SECRET}"}`,
    ...parts,
  } as unknown as UpdatePlan["helm"],
});

test("a shown plan is data without what a template may hide", () => {
  const shown = showUpdate(plan(helm({ secrets: [{ name: "reg-creds", data: { password: SECRET } }] })));
  expect(JSON.stringify(shown)).not.toContain("4711");
  expect(shown).toMatchObject({
    workPool: "edp",
    isNew: false,
    image: "acme/flows:2",
    previousImage: "acme/flows:1",
    nothingToRestore: undefined,
    release: { makesNamespace: false, secrets: ["reg-creds"], changes: true, revision: 3 },
  });
  expect(showUpdate(plan({ live: undefined })).isNew).toBe(true);
});

test.each<[string, Partial<UpdatePlan>, string[]]>([
  [
    "each value that changes",
    {},
    [
      'variables.properties.image.default: "acme/flows:1" -> "acme/flows:2"',
      'variables.properties.api_token: {"default":"***"} -> (none)',
    ],
  ],
  ["nothing", { changed: false, changes: [] }, ["edp is as it should be; nothing is sent"]],
  [
    "nothing put back",
    { next: { kind: "nothing-to-put-back", reason: "pr-2 has changed it since", forget: false } },
    ["Nothing is put back: pr-2 has changed it since"],
  ],
  [
    "an upgrade",
    { changes: [], ...helm({ hasNamespace: false, secrets: [{ name: "reg-creds" }] }) },
    [
      "The namespace is made.",
      "The secret reg-creds is set.",
      "The release is upgraded from revision 3, with prefect-worker-2026.1.1.",
    ],
  ],
  [
    "a first installation",
    { changes: [], ...helm({ revision: undefined }) },
    ["The release is installed, with prefect-worker-2026.1.1."],
  ],
])("lines tell of %s", (_, parts, lines) => {
  expect(describeUpdate(showUpdate(plan(parts)))).toEqual(lines);
});

test("a long value is cut", () => {
  const long = diffTemplates({}, { variables: { description: "x".repeat(200) } });
  const [line = ""] = describeUpdate(showUpdate(plan({ changes: long })));
  expect(line.length).toBeLessThan(150);
  expect(line).toMatch(/x…$/);
});
