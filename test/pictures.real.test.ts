import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "#services";
import { makePictures } from "../tools/pictures/pictures.ts";
import { summaryPicture } from "../tools/pictures/summary.ts";
import { terminalPicture } from "../tools/pictures/terminal.ts";
import { themes } from "../tools/pictures/theme.ts";

const [light, dark] = themes;
if (!light || !dark) throw new Error("A theme is missing.");

/** What somebody reads in a picture, without its title, line by line. */
function read(svg: string): string[] {
  const lines = new Map<string, string>();
  for (const [, y = "", text = ""] of svg.matchAll(/<text [^>]*\by="([\d.]+)"[^>]*>([^<]*)<\/text>/g)) {
    lines.set(y, `${lines.get(y) ?? ""}${text}`);
  }
  return [...lines.values()].map((line) =>
    line.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  );
}

test("the committed pictures are what a real server's answers give (npm run pictures)", async () => {
  const pictures = await makePictures();
  expect(pictures.size).toBe(8);
  for (const [path, content] of pictures) {
    const committed = readFileSync(join(projectRoot, path), "utf8");
    expect({ path, isSame: committed === content, lines: read(committed) }).toEqual({
      path,
      isSame: true,
      lines: read(content),
    });
  }
});

test("pages show each picture in both themes", () => {
  for (const [page, name] of [
    ["README.md", "docs/pictures/comment"],
    ["docs/pull-request-comment.md", "pictures/comment"],
    ["docs/getting-started.md", "pictures/summary"],
    ["docs/command-line.md", "pictures/plan"],
    ["docs/command-line.md", "pictures/faults"],
  ] as const) {
    const text = readFileSync(join(projectRoot, page), "utf8");
    expect(text).toContain(`<source media="(prefers-color-scheme: dark)" srcset="${name}-dark.svg">`);
    expect(text).toMatch(new RegExp(`<img alt="[^"]+" src="${name}-light\\.svg">`));
  }
});

test("a terminal shows each letter, and breaks lines that are too long at a space", () => {
  const long = `error: ${"a <b> & c ".repeat(15)}end`;
  const svg = terminalPicture("T <1>", [{ typed: "do \\\n  it", printed: `+ one  (why)\n${long}\n` }], light);
  const [first, second, third, ...broken] = read(svg);
  expect([first, second, third]).toEqual(["$ do \\", "    it", "+ one  (why)"]);
  expect(broken.length).toBe(2);
  expect(broken.join(" ")).toBe(long);
  expect(svg).toContain("<title>T &lt;1&gt;</title>");
});

test("a summary shows headings, prose, and tables with code, in a theme's own colours", () => {
  const markdown =
    "### A &#95;b\n\n**1 &#62; 0** on `c<d`\n\n| | why |\n|---|---|\n| <code>x&#58;<wbr>z</code><br>y | because |\n";
  const pictures = [light, dark].map((theme) => summaryPicture("T", markdown, theme));
  for (const svg of pictures)
    expect(read(svg)).toEqual(["A _b", "1 > 0 on ", "c<d", "why", "x:z", "y", "because"]);
  expect(pictures[0]).toContain('fill="#1f2328"');
  expect(pictures[1]).not.toContain('fill="#1f2328"');
  expect(() => summaryPicture("T", "> a quotation", light)).toThrow(/no form for blockquote/);
});

test("a comment shows what is open in its folds, lists, and its flowchart in columns", () => {
  const markdown = [
    "<details open><summary>🔴 <code>a/b</code> goes</summary>\n\n- Why: <em>so</em>\n\n</details>",
    "<details><summary>closed</summary>\n\nhidden\n\n<details><summary>inner</summary>\n\nx\n\n</details>\n</details>\n",
    '```mermaid\nflowchart LR\n  n0[/"a#46;py"/]\n  n1["b"]\n  n0 --> n1\n  class n1 is-delete\n```',
  ].join("\n");
  const svg = summaryPicture("T", markdown, light);
  expect(read(svg).join(" ")).not.toMatch(/hidden|inner/);
  expect(read(svg).join(" ")).toMatch(/a\/b.*Why: so.*closed.*a\.py/);
  expect(svg.match(/<path /g)).toHaveLength(1);
});
