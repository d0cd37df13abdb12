import { type Bump, judgeFirst, judgeRaise, judgeStep, nextVersions, readVersion } from "#release-version";

const read = (file: string, version: string) => readVersion(file, contentOf(file, version)).version;

function contentOf(file: string, version: string): string {
  if (file === "pyproject.toml") return `[project]\nname = "flows"\nversion = "${version}"\n`;
  if (file === "VERSION") return `${version}\n`;
  return JSON.stringify({ name: "flows", version });
}

type Case = [base: string, version: string, expected: Bump | string];

/** Without pre-releases; a text instead of a step is part of the reason for the refusal. */
const finalSteps: Case[] = [
  ["1.2.3", "1.2.4", "patch"],
  ["1.2.3", "1.3.0", "minor"],
  ["1.2.3", "2.0.0", "major"],
  ["1.2.3", "1.2.3", "none"],
  ["1.2.9", "1.2.10", "patch"],
  ["1.9.9", "1.10.0", "minor"],
  ["9.9.9", "10.0.0", "major"],
  ["0.0.0", "0.0.1", "patch"],
  ["0.0.1", "0.1.0", "minor"],
  ["0.9.9", "1.0.0", "major"],
  ["2026.11.3", "2026.12.0", "minor"],
  ["1.2.3", "1.2.5", "more than one step"],
  ["1.2.3", "1.4.0", "more than one step"],
  ["1.2.3", "3.0.0", "more than one step"],
  ["1.2.3", "1.3.1", "more than one step"],
  ["1.2.3", "1.3.3", "more than one step"],
  ["1.2.3", "2.0.1", "more than one step"],
  ["1.2.3", "2.1.0", "more than one step"],
  ["1.2.3", "2.2.3", "more than one step"],
  ["1.2.3", "1.2.2", "lower than 1.2.3"],
  ["1.2.3", "1.1.0", "lower than 1.2.3"],
  ["1.2.3", "0.9.9", "lower than 1.2.3"],
  ["1.10.0", "1.9.0", "lower than 1.10.0"],
];

const pythonSteps: Case[] = [
  ["1.2.3", "v1.2.4", "patch"],
  ["1.2", "1.2.1", "patch"],
  ["1.2", "1.3", "minor"],
  ["1.2", "1.2.0", "none"],
  ["1.2.3", "2", "major"],
  ["1.2.3", "1.02.4", "patch"],
  ["1.2.3", "1.3.0rc1", "a pre-release, and those are not allowed"],
  ["1.2.3", "1.2.4.dev1", "a pre-release, and those are not allowed"],
  ["1.2.3", "1.2.3.post1", "a post-release"],
  ["1.2.3", "1.2.3-1", "a post-release"],
  ["1.2.3.post1", "1.2.4", "patch"],
  ["1.2.3.post1", "1.2.3", "lower than 1.2.3.post1"],
  ["1.3.0rc2", "1.3.0", "minor"],
  ["1.2.3", "1.2.3rc1", "lower than 1.2.3"],
];

const pythonPreReleases: Case[] = [
  ["1.2.3", "1.3.0rc1", "preminor"],
  ["1.2.3", "1.3.0-RC.1", "preminor"],
  ["1.2.3", "1.3.0a0", "preminor"],
  ["1.2.3", "1.3.0.alpha", "preminor"],
  ["1.2.3", "1.2.4b1", "prepatch"],
  ["1.2.3", "2.0.0.dev1", "premajor"],
  ["1.2.3", "1.3.0rc2", "not the first pre-release"],
  ["1.2.3", "1.3.1rc1", "more than one step"],
  ["1.3.0rc1", "1.3.0rc2", "prerelease"],
  ["1.3.0rc1", "1.3.0-preview-2", "prerelease"],
  ["1.3.0rc1", "1.3.0rc1", "none"],
  ["1.3.0rc9", "1.3.0rc10", "prerelease"],
  ["1.3.0rc1", "1.3.0rc3", "more than one step"],
  ["1.3.0rc2", "1.3.0rc1", "lower than 1.3.0rc2"],
  ["1.3.0.dev4", "1.3.0a1", "prerelease"],
  ["1.3.0a2", "1.3.0b1", "prerelease"],
  ["1.3.0a2", "1.3.0b2", "more than one step"],
  ["1.3.0b1", "1.3.0a2", "lower than 1.3.0b1"],
  ["1.3.0rc2", "1.3.0", "minor"],
  ["1.2.4rc2", "1.2.4", "patch"],
  ["2.0.0rc2", "2.0.0", "major"],
  ["1.2.4rc1", "1.3.0rc1", "preminor"],
  ["1.3.0rc1", "2.0.0", "major"],
  ["1.3.0rc1", "1.3.1", "more than one step"],
  ["1.3.0rc1", "1.4.0", "more than one step"],
  ["2.0.0rc1", "2.0.1", "more than one step"],
  ["1.3.0rc1", "1.2.9", "lower than 1.3.0rc1"],
];

const semanticPreReleases: Case[] = [
  ["1.2.3", "1.3.0-rc.1", "preminor"],
  ["1.2.3", "1.3.0-0", "preminor"],
  ["1.2.3", "1.3.0-beta", "preminor"],
  ["1.2.3", "2.0.0-next.1", "premajor"],
  ["1.2.3", "1.2.4-alpha.0", "prepatch"],
  ["1.2.3", "1.3.0-rc.2", "not the first pre-release"],
  ["1.3.0-rc.1", "1.3.0-rc.2", "prerelease"],
  ["1.3.0-0", "1.3.0-1", "prerelease"],
  ["1.3.0-beta", "1.3.0-beta.1", "prerelease"],
  ["1.3.0-beta.4", "1.3.0-rc.0", "prerelease"],
  ["1.3.0-rc1", "1.3.0-rc2", "prerelease"],
  ["1.3.0-rc9", "1.3.0-rc10", "lower than 1.3.0-rc9"],
  ["1.3.0-rc.1", "1.3.0-rc.3", "more than one step"],
  ["1.3.0-rc.1", "1.3.0-beta.2", "lower than 1.3.0-rc.1"],
  ["1.3.0-rc.1", "1.3.0", "minor"],
];

function outcome(file: string, [base, version]: Case, allowPreReleases: boolean): string {
  const judgement = judgeStep(read(file, base), read(file, version), allowPreReleases);
  return judgement.accepted ? judgement.bump : judgement.reason;
}

function expectStep(actual: string, expected: string) {
  if (/^[a-z]+$/.test(expected)) expect(actual).toBe(expected);
  else expect(actual).toContain(expected);
}

describe.each(["pyproject.toml", "package.json", "Chart.yaml", "VERSION"])("steps of %s", (file) => {
  test.each(finalSteps)("%s to %s: %s", (...row) => expectStep(outcome(file, row, false), row[2]));
});

test.each(pythonSteps)("Python's %s to %s: %s", (...row) => {
  expectStep(outcome("pyproject.toml", row, false), row[2]);
});

test.each(pythonPreReleases)("Python's %s to %s with pre-releases: %s", (...row) => {
  expectStep(outcome("pyproject.toml", row, true), row[2]);
});

test.each(semanticPreReleases)("semver's %s to %s with pre-releases: %s", (...row) => {
  expectStep(outcome("package.json", row, true), row[2]);
});

test("a plain file may change from one spelling to the other", () => {
  expect(outcome("VERSION", ["1.3.0-rc.1", "1.3.0rc2", ""], true)).toBe("prerelease");
  expect(outcome("VERSION", ["1.3.0-next.1", "1.3.0rc2", ""], true)).toContain("can't be compared");
});

test.each([
  ["1.2.3", "1.2.4", "1.3.0", "2.0.0"],
  ["1.3.0rc1", "1.3.0", "1.3.0", "2.0.0"],
  ["1.2.4rc1", "1.2.4", "1.3.0", "2.0.0"],
  ["2.0.0.dev1", "2.0.0", "2.0.0", "2.0.0"],
  ["1.2", "1.2.1", "1.3.0", "2.0.0"],
])("after %s come %s, %s and %s", (version, patch, minor, major) => {
  expect(nextVersions(read("pyproject.toml", version))).toEqual({ patch, minor, major });
});

test("a first version is a final one unless pre-releases are allowed", () => {
  expect(judgeFirst(read("VERSION", "0.1.0"), false)).toEqual({ accepted: true, bump: "initial" });
  expect(judgeFirst(read("VERSION", "0.1.0-rc.1"), true)).toEqual({ accepted: true, bump: "initial" });
  expect(judgeFirst(read("VERSION", "0.1.0-rc.1"), false)).toMatchObject({ accepted: false });
});

/** What a push brings that lands several pull requests of a merge queue. */
const raises: Case[] = [
  ["1.2.3", "1.2.5", "patch"],
  ["1.2.3", "1.4.1", "minor"],
  ["1.2.3", "3.0.7", "major"],
  ["1.2.3", "1.2.4", "patch"],
  ["1.2.3", "1.2.3", "none"],
  ["1.2.3", "1.2.2", "lower than 1.2.3"],
  ["1.2.3", "1.4.0rc1", "a pre-release, and those are not allowed"],
  ["1.2.3", "1.5.0.post1", "a post-release"],
];

test.each(raises)("after a push, %s may become %s: %s", (base, version, expected) => {
  const judgement = judgeRaise(read("pyproject.toml", base), read("pyproject.toml", version), false);
  if (judgement.accepted) expect(judgement.bump).toBe(expected);
  else expect(judgement.reason).toContain(expected);
});

test.each<Case>([
  ["1.2.3", "1.4.0rc2", "preminor"],
  ["1.4.0rc1", "1.4.0rc5", "prerelease"],
])("after a push, with pre-releases, %s may become %s: %s", (base, version, expected) => {
  const judgement = judgeRaise(read("pyproject.toml", base), read("pyproject.toml", version), true);
  expect(judgement).toEqual({ accepted: true, bump: expected });
});
