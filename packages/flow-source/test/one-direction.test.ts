import { dirname, join } from "node:path";
import { sourceFiles } from "../../../test/house-rules/source-files.ts";

const root = "packages/flow-source/src";
const files = new Map(
  sourceFiles(root).map(({ path, imports }) => [
    path,
    imports.filter((target) => target.startsWith(".")).map((target) => join(dirname(path), target)),
  ]),
);

/** A way from a node back to itself; undefined where there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    way.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    way.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return undefined;
}

test("no file imports itself by way of others, types included", () => {
  expect(files.size).toBeGreaterThan(80);
  expect(circleIn(files)).toBeUndefined();
  expect(
    circleIn(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
  ).toEqual(["b", "c", "b"]);
});

test("nor does a folder of the schema's", () => {
  const folders = new Map<string, string[]>();
  for (const [path, imports] of files) {
    const folder = dirname(path);
    if (!folder.startsWith(`${root}/schema`)) continue;
    const others = imports
      .map(dirname)
      .filter((other) => other !== folder && other.startsWith(`${root}/schema`));
    folders.set(folder, [...(folders.get(folder) ?? []), ...others]);
  }
  expect(folders.size).toBe(7);
  expect(circleIn(folders)).toBeUndefined();
});
