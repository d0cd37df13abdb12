import { readProject } from "../src/index.ts";
import { treeOf } from "./folder-tree.ts";

const BASES = `one: &one {version: "1", description: the same}
two: &two {version: "2", description: the same, tags: [two]}
three: &three {tags: [three]}
`;

async function told(deployment: string): Promise<string[]> {
  const text = `${BASES}deployments:\n  - {${deployment}, name: a, entrypoint: "f.py:f"}\n`;
  const { warnings, faults } = await readProject(treeOf({ "prefect.yaml": text }), {
    prefectFiles: ["prefect.yaml"],
  });
  expect(faults).toEqual([]);
  return warnings.map(({ message, location }) => {
    const { line, column } = location ?? {};
    return `${line}:${column} ${message.split(":")[0]}`;
  });
}

test.each([
  ["<<: [*one, *two]", ["2:12 Several of the merged mappings have the key version"]],
  [
    "<<: [*one, *two, *three]",
    [
      "2:12 Several of the merged mappings have the key version",
      "3:16 Several of the merged mappings have the key tags",
    ],
  ],
  ["<<: [*one, *three]", []],
  ["<<: [*one, *two], version: mine", []],
  ["<<: [*one, *one]", []],
  ["<<: *one", []],
])("%s: what PyYAML 6.0.4 takes otherwise is told", async (deployment, expected) => {
  expect(await told(deployment)).toEqual(expected);
});
