import { readCodeOwners } from "#impact";

const of = (text: string) => readCodeOwners(new Map([["CODEOWNERS", text]]));

/** The examples of GitHub's documentation, in its order. */
const documented = of(`# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`);

test.each([
  ["README.md", ["@global-owner1", "@global-owner2"]],
  ["src/a/b.js", ["@js-owner"]],
  ["main.go", ["docs@example.com"]],
  ["notes/a.txt", ["@octo-org/octocats"]],
  ["docs/getting-started.md", ["@doctocat"]],
  ["docs/build-app/troubleshooting.md", ["@doctocat"]],
  ["src/apps/x.py", ["@octocat"]],
  ["scripts/run.sh", ["@doctocat", "@octocat"]],
  ["build/logs/a.log", ["@octocat"]],
  ["deeply/nested/logs/x", ["@octocat"]],
  ["apps/x/y.py", ["@octocat"]],
  ["apps/github/y.py", []],
])("%s", (path, owners) => {
  expect(documented.ownersOf(path)).toEqual(owners);
});

test.each([
  ["docs/*", "docs/a.md", true],
  ["docs/*", "docs/build-app/a.md", false],
  ["docs/*", "x/docs/a.md", false],
  ["/*", "a.md", true],
  ["/*", "x/a.md", false],
  ["*", "x/y/a.md", true],
  ["docs/**", "docs/x/y.md", true],
  ["docs/**", "docs", false],
  ["docs/**/*.md", "docs/a.md", true],
  ["docs/**/*.md", "docs/x/y/a.md", true],
  ["docs/**/*.md", "docs/x/a.txt", false],
  ["**/flows/*.py", "a/b/flows/x.py", true],
  ["**/flows/*.py", "flows/x.py", true],
  ["a/**/b", "a/b", true],
  ["a/**/b", "a/x/y/b/c", true],
  ["apps/", "apps", false],
  ["apps/", "x/apps/y/z", true],
  ["/apps/", "x/apps/y", false],
  ["apps", "x/apps/y", true],
  ["flows/etl.py", "flows/etl.py", true],
  ["flows/etl.py", "x/flows/etl.py", false],
  ["etl.py", "x/flows/etl.py", true],
  ["fl?ws/", "flows/x", true],
  ["fl?ws/", "fl/ws/x", false],
  ["*.PY", "a.py", false],
  ["a\\ b.py", "a b.py", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "axb", false],
  ["a.c", "abc", false],
  ["/", "a", false],
])("%s and %s", (pattern, path, matches) => {
  expect(of(`${pattern} @x`).ownersOf(path)).toEqual(matches ? ["@x"] : []);
});

test("the last line that matches counts, also one without owners", () => {
  const owners = of("* @all\nflows/ @flows\nflows/free.py\n");
  expect(owners.ownersOf("flows/etl.py")).toEqual(["@flows"]);
  expect(owners.ownersOf("flows/free.py")).toEqual([]);
});

test.each(["!flows/ @x", "flows/[ab].py @x", "\\#file @x", "flows/ not-an-owner", "flows/ @x,@y", "a//b @x"])(
  "GitHub passes over the line: %s",
  (line) => {
    const owners = of(`* @all\n${line}\n`);
    for (const path of ["flows/a.py", "#file", "a/b"]) expect(owners.ownersOf(path)).toEqual(["@all"]);
  },
);

test("of the three places the first one with a file counts", () => {
  const contents = new Map([
    ["docs/CODEOWNERS", "* @docs"],
    ["CODEOWNERS", "* @root"],
    [".github/CODEOWNERS", ""],
  ]);
  expect(readCodeOwners(contents).file).toBe(".github/CODEOWNERS");
  expect(readCodeOwners(contents).ownersOf("a")).toEqual([]);
  contents.delete(".github/CODEOWNERS");
  expect(readCodeOwners(contents).ownersOf("a")).toEqual(["@root"]);
  expect(readCodeOwners(new Map()).file).toBeNull();
});

test("a file of more than 3 MB is not read", () => {
  expect(of(`* @x\n${"#".repeat(3 * 1024 * 1024)}`).ownersOf("a")).toEqual([]);
});

test("no pattern takes long", () => {
  const start = performance.now();
  const deep = Array.from({ length: 100 }, () => "a").join("/");
  expect(of(`${"**/a/".repeat(200)}b @x`).ownersOf(deep)).toEqual([]);
  expect(of(`${"*a".repeat(200)}b @x`).ownersOf("a".repeat(250))).toEqual([]);
  expect(performance.now() - start).toBeLessThan(1000);
});
