import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noCiRun, readCiRun } from "../src/index.ts";

function gitHub(env: Record<string, string>, event: unknown = {}) {
  const file = join(mkdtempSync(join(tmpdir(), "event-")), "event.json");
  writeFileSync(file, JSON.stringify(event));
  return readCiRun({
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "acme/platform",
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_RUN_ID: "7",
    GITHUB_EVENT_PATH: file,
    ...env,
  });
}

test("nobody's machine is a CI", () => {
  expect(readCiRun({})).toEqual(noCiRun);
  expect(readCiRun({ CI: "true" })).toEqual({ ...noCiRun, isCi: true });
});

test("a push to main on GitHub", () => {
  const event = { before: "1".repeat(40), after: "2".repeat(40), repository: { default_branch: "main" } };
  expect(gitHub({ GITHUB_REF: "refs/heads/main", GITHUB_SHA: "2".repeat(40) }, event)).toEqual({
    ...noCiRun,
    isCi: true,
    before: "1".repeat(40),
    branch: "main",
    defaultBranch: "main",
    repository: "https://github.example/acme/platform",
    runUrl: "https://github.example/acme/platform/actions/runs/7",
    runId: "7",
    commit: "2".repeat(40),
  });
});

test("a pull request on GitHub, with and without its event file", () => {
  const side = (ref: string, sha: string) => ({ ref, sha, repo: { full_name: "acme/platform" } });
  const pull = { number: 12, head: side("feature", "a".repeat(40)), base: side("main", "b".repeat(40)) };
  const run = gitHub({ GITHUB_REF: "refs/pull/12/merge" }, { pull_request: pull, before: "x", after: "y" });
  expect(run).toMatchObject({
    request: { targetBranch: "main", headSha: "a".repeat(40) },
    before: null,
    branch: undefined,
  });
  expect(gitHub({ GITHUB_BASE_REF: "main", GITHUB_EVENT_PATH: "" }).request).toEqual({
    targetBranch: "main",
    headSha: undefined,
  });
});

test("a merge queue's group on GitHub", () => {
  const group = { base_sha: "a".repeat(40), head_sha: "b".repeat(40) };
  expect(gitHub({}, { merge_group: group })).toMatchObject({
    mergeGroupBase: "a".repeat(40),
    request: undefined,
  });
});

test("a merge request and a branch on GitLab", () => {
  const env = { GITLAB_CI: "true", CI_PROJECT_URL: "https://gitlab.example/a/b", CI_DEFAULT_BRANCH: "main" };
  expect(readCiRun({ ...env, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" })).toMatchObject({
    isCi: true,
    request: { targetBranch: "main" },
    repository: "https://gitlab.example/a/b",
  });
  expect(
    readCiRun({
      ...env,
      CI_COMMIT_BRANCH: "main",
      CI_COMMIT_BEFORE_SHA: "0".repeat(40),
      CI_PIPELINE_ID: "9",
      CI_COMMIT_SHA: "3".repeat(40),
    }),
  ).toMatchObject({
    request: undefined,
    branch: "main",
    before: "0".repeat(40),
    runId: "9",
    commit: "3".repeat(40),
  });
});
