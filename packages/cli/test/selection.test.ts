import { runLocally } from "#command";
import { selectionOf } from "../src/changes-file.ts";
import { Terminal } from "../src/terminal.ts";

const changes = { version: 1, deployments: ["a/b"], removed: ["a/gone"], reasons: { "a/b": "new" } };
const cli = {
  terminal: new Terminal({ write() {} }, { write() {} }, {}),
  env: {},
  run: runLocally,
  read: async () => JSON.stringify(changes),
  ask: undefined,
  end() {},
};

const NO_EXCEPTIONS = { except: [], exceptFile: undefined };

test("names on the command line are what is meant", async () => {
  const flags = { changesFile: undefined, removed: [], ...NO_EXCEPTIONS };
  expect(await selectionOf(cli, flags, ["a/b"])).toEqual({ deployments: ["a/b"] });
  expect(await selectionOf(cli, flags, undefined)).toEqual({});
});

test("a file of changes is, along with what is named as removed", async () => {
  expect(
    await selectionOf(cli, { changesFile: "-", removed: ["a/older", "a/gone"], ...NO_EXCEPTIONS }, undefined),
  ).toEqual({
    deployments: ["a/b"],
    removed: ["a/older", "a/gone"],
    reasons: { "a/b": "new" },
  });
});

test("both at once are refused", async () => {
  await expect(
    selectionOf(cli, { changesFile: "-", removed: [], ...NO_EXCEPTIONS }, ["a/b"]),
  ).rejects.toThrow(/Leave one of them out/);
});

test("what a file names is left alone besides what is named, also what it found removed", async () => {
  const flags = { changesFile: undefined, removed: [], except: ["a/*"], exceptFile: "-" };
  expect(await selectionOf(cli, flags, ["tag:pr-1"])).toEqual({
    deployments: ["tag:pr-1"],
    except: ["a/*", "a/b", "a/gone"],
  });
});
