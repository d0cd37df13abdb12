import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import { groupsOf, siteText } from "../tools/site/pages.ts";

const pages = new Set(["README.md", "docs/plan.md", "actions/apply-deployments/README.md"]);
const text = (markdown: string, source = "docs/plan.md") =>
  siteText(markdown, source, pages, "https://host/blob/main");

test.each([
  ["[a](../README.md)", "[a](/index.md)"],
  ["[a](../actions/apply-deployments/README.md#inputs)", "[a](/actions/apply-deployments/index.md#inputs)"],
  ["[a](../actions/apply-deployments)", "[a](/actions/apply-deployments/index.md)"],
  ["[a](../schemas/plan.schema.json)", "[a](https://host/blob/main/schemas/plan.schema.json)"],
  ["[a](https://example.com/x.md)", "[a](https://example.com/x.md)"],
  ["[a](#below)", "[a](#below)"],
  ["![a](pictures/a.svg)", "![a](pictures/a.svg)"],
  ["`[a](../README.md)` {{ x }}", "`[a](../README.md)` &#123;&#123; x }}"],
  ["```\n[a](../README.md) {{ x }} <y>\n```", "```\n[a](../README.md) {{ x }} <y>\n```"],
  ["a <tag> and <b>b</b> `<code>`", "a &lt;tag> and <b>b</b> `<code>`"],
  ['<img alt="a" src="pictures/a.svg">', '<img alt="a" src="./pictures/a.svg">'],
])("%j is %j on the site", (markdown, expected) => {
  expect(text(markdown)).toBe(expected);
});

test("every page for users stands in the sidebar once, whatever its group", async () => {
  const docs = (await readdir(join(projectRoot, "docs"))).filter((name) => name.endsWith(".md"));
  const actions = await readdir(join(projectRoot, "actions"));
  const paths = [
    "README.md",
    "SECURITY.md",
    ...docs.map((one) => `docs/${one}`),
    ...actions.map((one) => `actions/${one}/README.md`),
  ];
  const files = new Map(
    await Promise.all(
      paths.map(async (path) => [path, await readFile(join(projectRoot, path), "utf8")] as const),
    ),
  );
  const listed = groupsOf(files).flatMap(({ pages }) => pages.map(({ source }) => source));
  expect(listed.toSorted()).toEqual(paths.toSorted());
  for (const { title } of groupsOf(files).flatMap(({ pages }) => pages))
    expect(title).toMatch(/^[^`]+[^`.]$/);
});
