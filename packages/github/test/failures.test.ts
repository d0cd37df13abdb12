import { FaultError } from "#diagnostics";
import { isShort } from "../src/client.ts";
import {
  existsAlready,
  type FailedRequest,
  isAbsent,
  mayHaveTakenEffect,
  wasSentAgain,
} from "../src/failed-request.ts";
import { gitHubFault } from "../src/fault.ts";
import { parseRepository } from "../src/index.ts";
import { whichBrought } from "../src/pull-requests.ts";

function failed(status: number, message = "No", more: Partial<FailedRequest> = {}): FailedRequest {
  return Object.assign(new Error(message), { status, ...more });
}
const withHeaders = (headers: Record<string, string>, status = 403) =>
  failed(status, "Resource not accessible by integration", { response: { headers, data: {} } });
const purpose = { doing: "make it", permission: "contents: write" };

function told(error: unknown, more: object = {}): string {
  const fault = gitHubFault(error, { ...purpose, ...more });
  if (!(fault instanceof FaultError)) throw fault;
  return `${fault.faults[0]?.message} ${fault.faults[0]?.fix}`;
}

test.each([
  [failed(401, "Bad credentials"), "Check github-token: it is wrong or has expired."],
  [failed(403, "Resource not accessible by integration"), "Give the job `permissions: contents: write`, or"],
  [failed(404, "Not Found"), "Give the job `permissions: contents: write`, or"],
  [failed(403, "API rate limit exceeded for 1.2.3.4"), "when GitHub's rate limit has passed."],
  [failed(429), "when GitHub's rate limit has passed."],
  [failed(422, "Repository rule violations found"), "pass the repository's rules for tags"],
  [failed(422, "Validation Failed"), "Check the inputs."],
  [failed(502, "Bad Gateway"), "Run the job again: what was made is kept"],
])("%s says what to do", (error, fix) => {
  expect(told(error)).toContain(`GitHub refused to make it (status ${error.status}): ${error.message}.`);
  expect(told(error)).toContain(fix);
});

test.each([
  ["pull_requests=read", "Give the job `permissions: pull-requests: read`, or"],
  ["contents=write,workflows=write", "Give the job `permissions: {contents: write, workflows: write}`, or"],
  [
    "issues=read; pull_requests=read",
    "`permissions: issues: read` or `permissions: pull-requests: read`, or",
  ],
  ["<b>", "Give the job `permissions: contents: write`, or"],
])("the permission that GitHub itself names (%s) goes before the one that is known", (header, fix) => {
  expect(told(withHeaders({ "x-accepted-github-permissions": header }))).toContain(fix);
});

test("what is to be done may differ by what was asked, but not by the rules of a repository", () => {
  const fixes = { 404: "Put it there.", 422: "Check the version." };
  expect(told(failed(404), { fixes })).toContain("Put it there.");
  expect(told(failed(422), { fixes })).toContain("Check the version.");
  expect(told(failed(422, "Repository rule violations found"), { fixes })).toContain("rules for tags");
});

test("an address of GitHub's pages is no part of what it said, and another error stays itself", () => {
  expect(told(failed(422, "Invalid ref - https://docs.github.com/rest/git/refs#create"))).toContain(
    "Invalid ref.",
  );
  const other = new TypeError("a defect");
  expect(gitHubFault(other, purpose)).toBe(other);
});

test("what exists already, is absent, or may have been done after all", () => {
  const code = { response: { headers: {}, data: { errors: [{ code: "already_exists" }] } } };
  expect(existsAlready(failed(422, "Reference already exists"))).toBe(true);
  expect(existsAlready(failed(422, "Validation Failed", code))).toBe(true);
  expect(existsAlready(failed(422, "Validation Failed", { response: { headers: {}, data: "x" } }))).toBe(
    false,
  );
  expect(existsAlready(failed(409, "Reference already exists"))).toBe(false);
  expect(isAbsent(failed(404))).toBe(true);
  expect(isAbsent(failed(422))).toBe(false);
  expect(isAbsent(failed(422), [404, 422])).toBe(true);
  expect(isAbsent(new Error("404"))).toBe(false);
  expect([500, 502, 429, 422].map((status) => mayHaveTakenEffect(failed(status)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(wasSentAgain(failed(422, "", { request: { request: { retryCount: 1 } } }))).toBe(true);
  expect(wasSentAgain(failed(422, "", { request: { request: {} } }))).toBe(false);
});

test("only a short wait is worth a job's time", () => {
  expect([0, 60, 61, 3000].map(isShort)).toEqual([true, true, false, false]);
});

test.each([undefined, "", "acme", "acme/", "/flows", "acme/flows/x"])("%j names no repository", (name) => {
  expect(() => parseRepository(name)).toThrow(/GITHUB_REPOSITORY/);
  expect(parseRepository("acme/flows")).toEqual({ owner: "acme", repo: "flows" });
});

test("the pull request that brought a commit is the one that became it, else the only merged one", () => {
  const pull = (number: number, merged: boolean, commit: string | null = null) => ({
    number,
    merged_at: merged ? "2026-11-28T10:00:00Z" : null,
    merge_commit_sha: commit,
  });
  expect(whichBrought([], "c")).toBeUndefined();
  expect(whichBrought([pull(1, false, "c")], "c")).toBeUndefined();
  expect(whichBrought([pull(1, true, "b")], "c")).toBe(1);
  expect(whichBrought([pull(1, true, "b"), pull(2, true, "c")], "c")).toBe(2);
  expect(whichBrought([pull(1, true, "b"), pull(2, true, "d")], "c")).toBeUndefined();
});
