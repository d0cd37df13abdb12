import { deriveVersion } from "../src/index.ts";

const git = { commit: "aaaaaaaaaaaaaaaa", origin: "https://github.com/acme/edp.git" };
const github = { GITHUB_SHA: "bbbbbbbbbbbb", GITHUB_REF_NAME: "main", GITHUB_REPOSITORY: "acme/edp" };
const gitlab = { CI_COMMIT_SHA: "cccccccccccc", CI_COMMIT_REF_NAME: "main", CI_PROJECT_NAME: "edp" };

test.each([
  ["the commit in a clone with an origin", {}, git, "aaaaaaaa"],
  ["nothing in a clone without one", {}, { ...git, origin: null }, null],
  ["nothing outside git, whatever CI says", github, null, null],
  ["GitHub's commit first", { ...gitlab, ...github }, git, "bbbbbbbb"],
  ["GitLab's where GitHub's variables are not complete", { ...gitlab, GITHUB_SHA: "b" }, git, "cccccccc"],
  ["CI's commit in a clone without an origin", gitlab, { ...git, origin: null }, "cccccccc"],
])("the derived version is %s", (_, env, state, version) => {
  expect(deriveVersion(env, state)).toBe(version);
});
