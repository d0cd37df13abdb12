import fc from "fast-check";
import { createImportGraph, type SourceTree } from "#flow-source";
import { transitiveImports } from "./transitive-imports.ts";

/** A tree held in memory; counts how often it is asked for content. */
function treeOf(files: Record<string, string>): SourceTree & { rounds: number } {
  const contents = new Map(Object.entries(files));
  const tree = {
    rounds: 0,
    paths: async () => new Set(contents.keys()),
    read: async (path: string) => contents.get(path),
    async readMany(paths: Iterable<string>) {
      tree.rounds++;
      return new Map(
        [...paths].flatMap((path) => (contents.has(path) ? [[path, contents.get(path) as string]] : [])),
      );
    },
  };
  return tree;
}

const chains = async (files: Record<string, string>, entry: string) =>
  Object.fromEntries(await transitiveImports(treeOf(files), entry));

test("every file comes with the shortest chain that leads to it", async () => {
  const files = {
    "flows/orders.py": "from lib import clean\nimport lib.far",
    "lib/clean.py": "from . import dates",
    "lib/far.py": "import lib.farther",
    "lib/farther.py": "import lib.dates",
    "lib/dates.py": "import lib.clean",
    "lib/unused.py": "",
  };
  expect(await chains(files, "flows/orders.py")).toEqual({
    "flows/orders.py": ["flows/orders.py"],
    "lib/clean.py": ["flows/orders.py", "lib/clean.py"],
    "lib/far.py": ["flows/orders.py", "lib/far.py"],
    "lib/dates.py": ["flows/orders.py", "lib/clean.py", "lib/dates.py"],
    "lib/farther.py": ["flows/orders.py", "lib/far.py", "lib/farther.py"],
  });
});

test("a re-export by a package is followed to where the code is", async () => {
  const files = {
    "src/edp/flows/a.py": "from edp.tools import clean",
    "src/edp/__init__.py": "",
    "src/edp/tools/__init__.py": "from ._impl import clean\n__all__ = ['clean']",
    "src/edp/tools/_impl.py": "from ..core import *",
    "src/edp/core/__init__.py": "import sys\n__all__ = ['dates']\nif sys: import edp.core.extra",
    "src/edp/core/dates.py": "",
    "src/edp/core/extra.py": "",
    "src/edp/flows/b.py": "",
  };
  expect(Object.keys(await chains(files, "src/edp/flows/a.py")).sort()).toEqual(
    Object.keys(files)
      .filter((file) => file !== "src/edp/flows/b.py")
      .sort(),
  );
});

test("the same module name means another file for scripts of other folders", async () => {
  const graph = await createImportGraph(
    treeOf({
      "a/main.py": "import shared",
      "b/main.py": "import shared",
      "shared.py": "import tools",
      "a/tools.py": "",
      "b/tools.py": "",
    }),
  );
  await graph.load(["a/main.py", "b/main.py"]);
  expect([...graph.reachable("a/main.py").keys()]).toEqual(["a/main.py", "shared.py", "a/tools.py"]);
  expect([...graph.reachable("b/main.py").keys()]).toEqual(["b/main.py", "shared.py", "b/tools.py"]);
});

test("a module that is gone is still found by who imports it, and does not hide the one that answers now", async () => {
  const gone = new Set(["flows/lib.py"]);
  const graph = await createImportGraph(treeOf({ "flows/x.py": "import lib", "lib.py": "" }), { gone });
  await graph.load(["flows/x.py"]);
  expect([...graph.reachable("flows/x.py").keys()].sort()).toEqual(["flows/lib.py", "flows/x.py", "lib.py"]);
});

test("many scripts with the same imports are read in as many rounds as the chain is long", async () => {
  const files: Record<string, string> = { "lib/a.py": "import lib.b", "lib/b.py": "" };
  for (let number = 0; number < 50; number++) files[`flows/f${number}.py`] = "import lib.a";
  const tree = treeOf(files);
  const graph = await createImportGraph(tree);
  await graph.load(Object.keys(files));
  expect(tree.rounds).toBeLessThanOrEqual(3);
  expect(graph.chainTo("flows/f49.py", (file) => file === "lib/b.py")).toEqual([
    "flows/f49.py",
    "lib/a.py",
    "lib/b.py",
  ]);
  expect(graph.chainTo("flows/f49.py", () => false)).toBeNull();
});

test("an import by a computed name is told", async () => {
  const graph = await createImportGraph(
    treeOf({ "x.py": "import y", "y.py": "\nimport importlib\nimportlib.import_module(name)" }),
  );
  await graph.load(["x.py"]);
  expect(graph.dynamicImports("x.py")).toEqual([{ file: "y.py", line: 3 }]);
});

test("a chain leads from the script to its file by imports that are really there", async () => {
  const size = 8;
  const module = fc.nat({ max: size - 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(module, module), { maxLength: 20 }), async (edges) => {
      const files: Record<string, string> = {};
      for (let number = 0; number < size; number++) {
        const imported = edges.filter(([from]) => from === number).map(([, to]) => `import pkg.m${to}`);
        files[`pkg/m${number}.py`] = imported.join("\n");
      }
      const expected = new Set([0]);
      for (const file of expected) for (const [from, to] of edges) if (from === file) expected.add(to);
      const found = await transitiveImports(treeOf(files), "pkg/m0.py");
      expect([...found.keys()].sort()).toEqual([...expected].map((number) => `pkg/m${number}.py`).sort());
      for (const [file, chain] of found) {
        expect(chain.at(-1)).toBe(file);
        for (const [at, link] of chain.slice(1).entries()) {
          expect(files[chain[at] as string]).toContain(`import ${link.slice(0, -3).replace("/", ".")}`);
        }
      }
    }),
  );
});
