import fc from "fast-check";
import { propertyRuns } from "#services";
import { namedParts, readProject } from "../src/index.ts";
import { treeOf } from "./folder-tree.ts";

const files = { prefectFiles: ["prefect.yaml"] };

/** One entry of the list in one of the ways that people write it. */
const entry = fc
  .record({
    name: fc.constantFrom("a", "b", "c", '"d"', "'{{ $E }}'", "a.b"),
    way: fc.constantFrom(
      (name: string) => `  - name: ${name}\n    entrypoint: f.py:f\n    tags: [x]\n`,
      (name: string) => `  - {name: ${name}, entrypoint: f.py:f}\n`,
      (name: string) => `  - name: ${name}\n    <<: *common\n`,
      (name: string) => `  - &entry-${name.length}\n    name: ${name}\n    entrypoint: f.py:f\n`,
      (name: string) => `  - entrypoint: f.py:f\n    triggers:\n      - {expect: [x]}\n    name: ${name}\n`,
      (name: string) => `  # ${name}\n  - name: ${name}\n    entrypoint: "f.py:f"\n\n`,
    ),
  })
  .map(({ name, way }) => way(name));

const file = fc
  .uniqueArray(entry, { minLength: 1, maxLength: 6 })
  .map(
    (entries) => `definitions:\n  common: &common {entrypoint: f.py:f}\ndeployments:\n${entries.join("")}`,
  );

test("deployments of these names read the same, and so do those that start by themselves", async () => {
  let left = 0;
  await fc.assert(
    fc.asyncProperty(file, fc.subarray(["a", "b", "c", "d", "a.b"]), async (text, names) => {
      const tree = treeOf({ "prefect.yaml": text, "f.py": "" });
      const whole = await readProject(tree, files);
      const part = await readProject(await namedParts(tree, files, new Set(names)), files);
      const told = ({ name, location, fingerprint }: (typeof whole.definitions)[number]) =>
        JSON.stringify([name, location, fingerprint]);
      const isWanted = ({ name, config }: (typeof whole.definitions)[number]) =>
        names.includes(name) || name.includes("{{") || "triggers" in config;
      const read = new Set(part.definitions.map(told));
      for (const one of whole.definitions.filter(isWanted)) expect(read).toContain(told(one));
      expect([...read].every((one) => whole.definitions.map(told).includes(one))).toBe(true);
      left += whole.definitions.length - part.definitions.length;
    }),
    { seed: 20261128, numRuns: propertyRuns(300) },
  );
  // Else it would show nothing.
  expect(left).toBeGreaterThan(100);
});

test("what is merged in may bring triggers along: then nothing is left out", async () => {
  const text =
    "definitions:\n  common: &common {triggers: [{expect: [x]}]}\ndeployments:\n  - name: a\n    entrypoint: f.py:f\n    <<: *common\n";
  const tree = await namedParts(treeOf({ "prefect.yaml": text }), files, new Set());
  expect(await tree.read("prefect.yaml")).toBe(text);
});

test("a file of another form is left whole", async () => {
  const text = "deployments: [{name: a, entrypoint: f.py:f}]\n";
  const tree = await namedParts(treeOf({ "prefect.yaml": text }), files, new Set());
  expect(await tree.read("prefect.yaml")).toBe(text);
});
