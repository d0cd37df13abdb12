import type { Identity } from "../../pipelines/identity.ts";
import { alreadyThere, renamed } from "../../tools/release/rename.ts";

const from: Identity = { owner: "wool", name: "wool", version: "0.4.1" };
const to: Identity = { owner: "Acme", name: "flow-delivery", version: "1.0.0" };

test.each([
  ["- uses: wool/wool/actions/plan@v0", "- uses: Acme/flow-delivery/actions/plan@v1"],
  ["See wool/wool/actions/plan@v0.", "See Acme/flow-delivery/actions/plan@v1."],
  [
    "uses: wool/wool/.github/workflows/a.yml@v0.4.1",
    "uses: Acme/flow-delivery/.github/workflows/a.yml@v1.0.0",
  ],
  ["npx github:wool/wool#v0.4.1", "npx github:Acme/flow-delivery#v1.0.0"],
  ["git+https://github.com/wool/wool.git", "git+https://github.com/Acme/flow-delivery.git"],
  [
    "git clone --branch v0 https://github.com/wool/wool /opt/wool",
    "git clone --branch v1 https://github.com/Acme/flow-delivery /opt/flow-delivery",
  ],
  [
    "- repo: https://github.com/wool/wool\n  rev: v0.4.1",
    "- repo: https://github.com/Acme/flow-delivery\n  rev: v1.0.0",
  ],
  ["WOOL_VERSION: v0", "FLOW_DELIVERY_VERSION: v1"],
  [
    "if (env.WOOL_DEBUG) // wool-lock, io.wool.inputs, /^wool-/",
    "if (env.FLOW_DELIVERY_DEBUG) // flow-delivery-lock, io.flow-delivery.inputs, /^flow-delivery-/",
  ],
  ["other/wool@v0", "other/flow-delivery@v0"],
])("%s", (before, after) => {
  expect(renamed(before, from, to)).toBe(after);
  expect(renamed(after, to, to)).toBe(after);
  expect(renamed(after, to, from)).toBe(before);
});

test.each(["woolen, cotton-wool, wools, WOOLEN", "uses: actions/checkout@v0", "rev: v0.4.1", "v0 and 0.4.1"])(
  "%s is something else",
  (text) => {
    expect(renamed(text, from, to)).toBe(text);
  },
);

test("each part changes on its own", () => {
  const text = "wool: wool/wool/actions/plan@v0";
  expect(renamed(text, from, { ...from, owner: "acme" })).toBe("wool: acme/wool/actions/plan@v0");
  expect(renamed(text, from, { ...from, name: "yarn" })).toBe("yarn: wool/yarn/actions/plan@v0");
  expect(renamed(text, from, { ...from, version: "2.0.0" })).toBe("wool: wool/wool/actions/plan@v2");
});

test("a name that stands in a text already is seen", () => {
  expect(alreadyThere("Set FLOW_DELIVERY_URL for flow-delivery.", from, to)).toEqual([
    "flow-delivery",
    "FLOW_DELIVERY",
  ]);
  expect(alreadyThere("flow-deliveryman", from, to)).toEqual([]);
  expect(alreadyThere("acme/wool", from, { ...from, owner: "acme" })).toEqual(["acme/wool"]);
  expect(alreadyThere("wool wool/wool", from, { ...from, version: "1.0.0" })).toEqual([]);
});
