import { type Wanting, wantedDeployments } from "../src/index.ts";

const changes = {
  version: 1,
  deployments: ["a/b"],
  added: ["a/b"],
  removed: ["a/gone"],
  reasons: { "a/b": "new" },
  files: { "a/b": ["prefect.yaml"] },
  base: "1".repeat(40),
  head: "2".repeat(40),
};
const read = async () => JSON.stringify(changes);
const wanting = (more: Partial<Wanting>): Wanting => ({
  deployments: ["all"],
  changesFile: undefined,
  exceptFile: undefined,
  ...more,
});

test("what is named is what is meant", async () => {
  const nothing = { removed: [], reasons: {}, except: [] };
  expect(await wantedDeployments(wanting({ deployments: ["a/b"] }), read)).toEqual({
    deployments: ["a/b"],
    ...nothing,
  });
  expect(await wantedDeployments(wanting({}), read)).toEqual({ deployments: ["all"], ...nothing });
});

test("a file of changes is, along with what is named as removed, and it tells of the base", async () => {
  const wanted = wanting({ changesFile: "-", removed: ["a/older", "a/gone"] });
  expect(await wantedDeployments(wanted, read)).toEqual({
    deployments: ["a/b"],
    removed: ["a/older", "a/gone"],
    reasons: { "a/b": "new" },
    except: [],
    detected: {
      base: changes.base,
      head: changes.head,
      changes: new Map([
        ["a/b", "added"],
        ["a/gone", "removed"],
      ]),
      files: new Map([["a/b", ["prefect.yaml"]]]),
    },
  });
});

test("both at once are refused", async () => {
  const both = wanting({ changesFile: "-", deployments: ["a/b"] });
  await expect(wantedDeployments(both, read)).rejects.toThrow(/Leave one of them out/);
});

test("what a file names is left alone besides what is named, also what it found removed", async () => {
  const wanted = wanting({ deployments: ["tag:pr-1"], except: ["a/*"], exceptFile: "-" });
  expect(await wantedDeployments(wanted, read)).toEqual({
    deployments: ["tag:pr-1"],
    removed: [],
    reasons: {},
    except: ["a/*", "a/b", "a/gone"],
  });
});
