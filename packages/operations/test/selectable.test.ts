import { readProject } from "#prefect-project";
import { selectable } from "../src/stages/selectable.ts";

const text = `deployments:
  - {name: daily, entrypoint: "flows/a.py:a"}
  - {name: daily, entrypoint: "flows/b.py:b"}
  - {name: hourly, entrypoint: "flows/c.py:c"}
  - {name: "{{ $TEAM }}", entrypoint: "flows/d.py:d"}
  - {name: all, entrypoint: "flows/e.py:e"}
`;
const tree = {
  paths: async () => new Set(["prefect.yaml"]),
  read: async () => text,
  readMany: async () => new Map([["prefect.yaml", text]]),
};
const { definitions } = await readProject(tree, { prefectFiles: ["prefect.yaml"] });

function names(
  deployments: string[],
  more: { except?: string[]; removed?: string[]; namePrefix?: string } = {},
) {
  return selectable(definitions, {
    deployments,
    except: [],
    removed: [],
    namePrefix: undefined,
    ...more,
  }).map(({ name }) => name);
}

const everything = ["daily", "daily", "hourly", "{{ $TEAM }}", "all"];

test.each([
  [["hourly"], ["hourly", "{{ $TEAM }}"]],
  [["c/hourly"], ["hourly", "{{ $TEAM }}"]],
  [["*/hourly"], ["hourly", "{{ $TEAM }}"]],
  [["daily"], ["daily", "daily", "{{ $TEAM }}"]],
  [
    ["a/daily", "hourly"],
    ["daily", "daily", "hourly", "{{ $TEAM }}"],
  ],
])("%j may mean only what has that name, and what has placeholders", (selectors, expected) => {
  expect(names(selectors)).toEqual(expected);
});

test.each([[["all"]], [["d*"]], [["tag:hourly"]], [["tag:team/hourly"]], [["hourly", "misspelt"]]])(
  "%j may mean any",
  (selectors) => {
    expect(names(selectors)).toEqual(everything);
  },
);

test("with exceptions or removals all are needed", () => {
  expect(names(["hourly"], { except: ["daily"] })).toEqual(everything);
  expect(names(["hourly"], { removed: ["a/weekly"] })).toEqual(everything);
});

test("a prefixed name is selected by either form", () => {
  expect(names(["pr-1-hourly"], { namePrefix: "pr-1-" })).toContain("hourly");
  expect(names(["hourly"], { namePrefix: "pr-1-" })).not.toContain("daily");
});
