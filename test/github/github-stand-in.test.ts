import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getOctokit } from "@actions/github";
import { GitHubStandIn } from "./index.ts";

const repo = { owner: "acme", repo: "flows" };
let folder: string;
let github: GitHubStandIn;
let head: string;

const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.com", ...args], {
    encoding: "utf8",
  }).trim();
const client = (token = github.token) => getOctokit(token, { baseUrl: github.url }).rest;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  git("init", "--quiet", "--initial-branch=main");
  git("commit", "--quiet", "--allow-empty", "--message=first");
  head = git("rev-parse", "HEAD");
  github = await GitHubStandIn.start({ repository: "acme/flows", folder });
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await github.stop();
});

async function annotatedTag(tag: string) {
  const { data } = await client().git.createTag({ ...repo, tag, message: tag, object: head, type: "commit" });
  await client().git.createRef({ ...repo, ref: `refs/tags/${tag}`, sha: data.sha });
  return data.sha;
}

test("an annotated tag made through the API is one in git", async () => {
  const sha = await annotatedTag("v1.0.0");
  expect(git("cat-file", "-t", "v1.0.0")).toBe("tag");
  expect(git("rev-parse", "v1.0.0^{commit}")).toBe(head);
  const ref = await client().git.getRef({ ...repo, ref: "tags/v1.0.0" });
  expect(ref.data.object).toMatchObject({ type: "tag", sha });
  const tag = await client().git.getTag({ ...repo, tag_sha: sha });
  expect(tag.data).toMatchObject({ tag: "v1.0.0", object: { type: "commit", sha: head } });
});

test("a tag that exists is not made again", async () => {
  await annotatedTag("v1.0.0");
  await expect(annotatedTag("v1.0.0")).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("Reference already exists"),
  });
});

test("a release is found by its tag, a draft only in the list, a second one is refused", async () => {
  await annotatedTag("v1.0.0");
  const made = await client().repos.createRelease({
    ...repo,
    tag_name: "v1.0.0",
    generate_release_notes: true,
  });
  expect(made.data.body).toContain("Full Changelog");
  const found = await client().repos.getReleaseByTag({ ...repo, tag: "v1.0.0" });
  expect(found.data.id).toBe(made.data.id);
  await expect(client().repos.createRelease({ ...repo, tag_name: "v1.0.0" })).rejects.toMatchObject({
    status: 422,
    response: { data: { errors: [{ code: "already_exists" }] } },
  });
  await client().repos.createRelease({ ...repo, tag_name: "v1.1.0", draft: true });
  await expect(client().repos.getReleaseByTag({ ...repo, tag: "v1.1.0" })).rejects.toMatchObject({
    status: 404,
  });
  const { data } = await client().repos.listReleases({ ...repo });
  expect(data.map(({ tag_name, draft }) => [tag_name, draft])).toEqual([
    ["v1.1.0", true],
    ["v1.0.0", false],
  ]);
});

test("a commit is found by its branch, its tag and its id", async () => {
  git("tag", "--annotate", "--message=x", "v1.0.0");
  for (const ref of ["main", "v1.0.0", head]) {
    expect((await client().repos.getCommit({ ...repo, ref })).data.sha).toBe(head);
  }
  await expect(client().repos.getCommit({ ...repo, ref: "gone" })).rejects.toMatchObject({ status: 422 });
});

test("pull requests are found by their merge commit and page by page", async () => {
  github.repository.pulls.push(
    { number: 7, head: { ref: "feature", sha: "a".repeat(40) }, mergeCommit: head },
    { number: 8, head: { ref: "other", sha: "b".repeat(40) }, labels: ["keep"] },
    { number: 9, head: { ref: "third", sha: "c".repeat(40) } },
  );
  const merged = await client().repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: head });
  expect(merged.data.map(({ number, state, head }) => [number, state, head.ref])).toEqual([
    [7, "closed", "feature"],
  ]);
  const all = await getOctokit(github.token, { baseUrl: github.url }).paginate(
    "GET /repos/{owner}/{repo}/pulls",
    {
      ...repo,
      per_page: 1,
    },
  );
  expect(all.map(({ number }) => number)).toEqual([9, 8]);
  const one = await client().pulls.get({ ...repo, pull_number: 8 });
  expect(one.data).toMatchObject({ merged: false, labels: [{ name: "keep" }] });
});

test("comments are written by whoever the token is, and not by one that may only read", async () => {
  github.repository.pulls.push({ number: 7, head: { ref: "feature", sha: "a".repeat(40) } });
  const on = { ...repo, issue_number: 7 };
  const made = await client().issues.createComment({ ...on, body: "one" });
  expect(made.data).toMatchObject({ body: "one", user: { login: "github-actions[bot]", type: "Bot" } });
  await client().issues.updateComment({ ...repo, comment_id: made.data.id, body: "two" });
  const { data } = await client(github.readOnlyToken).issues.listComments(on);
  expect(data.map(({ body }) => body)).toEqual(["two"]);
  await expect(client(github.readOnlyToken).issues.createComment({ ...on, body: "x" })).rejects.toMatchObject(
    {
      status: 403,
    },
  );
  await expect(client().issues.createComment({ ...on, body: "x".repeat(65_537) })).rejects.toMatchObject({
    status: 422,
  });
  await expect(client().issues.listComments({ ...on, issue_number: 8 })).rejects.toMatchObject({
    status: 404,
  });
  expect(github.repository.comments).toMatchObject([{ pull: 7, body: "two", edits: 1 }]);
});

test("a GraphQL query is held to GitHub's published schema", async () => {
  const { graphql } = getOctokit(github.token, { baseUrl: github.url });
  expect(await graphql("query { viewer { login } }")).toEqual({ viewer: { login: "github-actions[bot]" } });
  await expect(graphql("query { viewer { nickname } }")).rejects.toMatchObject({ status: 400 });
  await expect(github.stop()).rejects.toThrow('graphql: Cannot query field "nickname" on type "User".');
});

test("a request that GitHub's description doesn't know fails the test at its end", async () => {
  const request = getOctokit(github.token, { baseUrl: github.url }).request;
  await expect(request("POST /repos/acme/flows/releases", { tag: "v1" })).rejects.toMatchObject({
    status: 400,
  });
  await expect(github.stop()).rejects.toThrow(
    "repos/create-release: unknown field tag\nrepos/create-release: the body must have required property 'tag_name'",
  );
});

test("a wrong token is 401, another repository 404", async () => {
  await expect(client("wrong").git.getRef({ ...repo, ref: "heads/main" })).rejects.toMatchObject({
    status: 401,
  });
  const other = { ...repo, repo: "other", ref: "heads/main" };
  await expect(client().git.getRef(other)).rejects.toMatchObject({ status: 404 });
});

test("a call fails before or after its effect, once, as planned", async () => {
  github.fail({ operation: "git/create-ref" }, { how: { status: 502 } });
  await expect(annotatedTag("v1.0.0")).rejects.toMatchObject({ status: 502 });
  expect(git("tag")).toBe("");
  github.fail({ operation: "git/create-ref" }, { when: "after", how: "drop" });
  await expect(annotatedTag("v1.0.0")).rejects.toMatchObject({ status: 500 });
  expect(git("tag")).toBe("v1.0.0");
  expect(github.log).toEqual([
    "git/create-tag 201",
    "git/create-ref 502",
    "git/create-tag 201",
    "git/create-ref 0",
  ]);
});

test("calls that are gathered meet", async () => {
  github.gather("git/get-ref", 2);
  const reading = Promise.allSettled([1, 2].map(() => client().git.getRef({ ...repo, ref: "tags/v1" })));
  const answers = await reading;
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(github.log).toEqual(["git/get-ref 404", "git/get-ref 404"]);
});
