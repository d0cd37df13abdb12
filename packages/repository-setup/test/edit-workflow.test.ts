import { settingsIn, withSettings } from "../src/edit-workflow.ts";
import { stamped } from "../src/stamp.ts";

const CALLER = `# A comment.
on:
  push: {branches: [main]} # stays
jobs:
  called:
    uses: acme/suite/.github/workflows/x.yml@RELEASE_COMMIT
    with:
      commit: \${{ inputs.commit }}
    secrets: {A: b}
  gate:
    runs-on: ubuntu-latest
`;
const PLAIN = `on:
  push:
    branches: [main]
env:
  # Which files.
  PREFECT_FILE: prefect.yaml
  SELECT_ALL_ON: ""
jobs:
  prod:
    runs-on: [self-hosted, prefect-prod]
    steps:
      - uses: acme/suite/actions/apply@RELEASE_COMMIT
`;

test("settings are put in their places, and nothing else is touched", () => {
  expect(
    withSettings(CALLER, {
      branches: ["trunk"],
      values: { "prefect-file": "a/prefect.yaml, b/prefect.yaml" },
    }),
  ).toEqual({
    unplaced: [],
    text: CALLER.replace("[main]", "[trunk]").replace(
      "${{ inputs.commit }}\n",
      "${{ inputs.commit }}\n      prefect-file: a/prefect.yaml, b/prefect.yaml\n",
    ),
  });
  expect(
    withSettings(PLAIN, {
      branches: ["release/1", "main"],
      values: { "prefect-file": "*/prefect.yaml", dockerfile: "D" },
    }),
  ).toEqual({
    unplaced: ["dockerfile"],
    text: PLAIN.replace("[main]", '["release/1", main]'.replace('"release/1"', "release/1")).replace(
      "PREFECT_FILE: prefect.yaml",
      'PREFECT_FILE: "*/prefect.yaml"',
    ),
  });
});

test("a call without inputs gets them after its name", () => {
  const without = CALLER.replace(/ {4}with:\n.*\n/, "");
  expect(withSettings(without, { values: { dockerfile: "Dockerfile" } }).text).toContain(
    "x.yml@RELEASE_COMMIT\n    with:\n      dockerfile: Dockerfile\n    secrets:",
  );
});

test("what is set in a file goes into another one of its form", () => {
  const mine = PLAIN.replace("prefect.yaml", "flows/*.yaml")
    .replace("[main]", "[master]")
    .replace("[self-hosted, prefect-prod]", "[self-hosted, big]");
  expect(settingsIn(mine)).toEqual({
    branches: ["master"],
    values: { "prefect-file": "flows/*.yaml", "select-all-on": "" },
    runsOn: { prod: "[self-hosted, big]" },
  });
  expect(withSettings(PLAIN, settingsIn(mine)).text).toBe(mine);
  expect(settingsIn(CALLER)).toEqual({ branches: ["main"], values: {}, runsOn: { gate: "ubuntu-latest" } });
});

test.each(["true", "yes", "*.yaml", "a: b", "# no", "1.0", ""])("the value %j is a text in YAML", (value) => {
  expect(
    settingsIn(withSettings(PLAIN, { values: { "prefect-file": value } }).text).values["prefect-file"],
  ).toBe(value);
});

test("every use of the suite is stamped, and nobody else's", () => {
  const stamp = { repository: "acme/suite", commit: "c".repeat(40), release: "v1.2.3" };
  const once = stamped(`${PLAIN}      - uses: actions/checkout@v4 # v4\n`, stamp);
  expect(once).toContain(`uses: acme/suite/actions/apply@${"c".repeat(40)} # v1.2.3\n`);
  expect(once).toContain("uses: actions/checkout@v4 # v4\n");
  expect(stamped(once, { ...stamp, commit: "d".repeat(40), release: "v1.3.0" })).toContain(
    `uses: acme/suite/actions/apply@${"d".repeat(40)} # v1.3.0\n`,
  );
  expect(stamped(once, { ...stamp, release: null })).toContain(`actions/apply@${"c".repeat(40)}\n`);
});
