import { silentReporter } from "#diagnostics";
import { GitHubStandIn } from "../../../test/github/index.ts";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import {
  connectToGitHub,
  createComment,
  listComments,
  mayNotWrite,
  parseRepository,
  pullRequestNow,
  tokenLogin,
  updateComment,
} from "../src/index.ts";

const repository = parseRepository("acme/flows");
let standIn: GitHubStandIn;
const client = (token = standIn.token) =>
  connectToGitHub({ token, env: standIn.environment, reporter: silentReporter });

beforeEach(async () => {
  const { root } = await temporaryRepository();
  standIn = await GitHubStandIn.start({ repository: "acme/flows", folder: root });
  standIn.repository.pulls.push({ number: 7, head: { ref: "topic", sha: "a".repeat(40) } });
});
afterEach(() => standIn.stop());

const failureOf = (work: Promise<unknown>) => work.then(String, (error: unknown) => error);

test("comments are listed over all pages, oldest first, with author and address", async () => {
  const made = await createComment(client(), repository, 7, "first");
  for (let count = 0; count < 120; count++) {
    standIn.repository.comments.push({
      id: 1000 + count,
      pull: 7,
      author: "mona",
      body: `${count}`,
      edits: 0,
    });
  }
  const comments = await listComments(client(), repository, 7);
  expect(comments).toHaveLength(121);
  expect(comments[0]).toEqual({ ...made, body: "first", author: await tokenLogin(client()) });
  expect(made.url).toBe(`https://github.com/acme/flows/pull/7#issuecomment-${made.id}`);
  expect(comments.at(-1)).toMatchObject({ author: "mona", body: "119" });
  expect(standIn.log.filter((line) => line.startsWith("issues/list"))).toHaveLength(2);
  await updateComment(client(), repository, made.id, "second");
  expect((await listComments(client(), repository, 7))[0]?.body).toBe("second");
});

test("a token that may only read lists, and its refusal to write is told apart", async () => {
  const reader = client(standIn.readOnlyToken);
  expect(await listComments(reader, repository, 7)).toEqual([]);
  for (const work of [createComment(reader, repository, 7, "x"), updateComment(reader, repository, 1, "x")]) {
    const error = await failureOf(work);
    expect(mayNotWrite(error)).toBe(true);
    expect(String(error)).toContain("`permissions: pull-requests: write`");
  }
});

test("other failures are none of rights, and name what to do", async () => {
  const wrong = await failureOf(createComment(client("wrong"), repository, 7, "x"));
  expect(mayNotWrite(wrong)).toBe(false);
  expect(String(wrong)).toContain("Check github-token");
  const absent = await failureOf(listComments(client(), repository, 8));
  expect(String(absent)).toContain("list the comments of pull request 8");
  const limited = { status: 403, message: "API rate limit exceeded", headers: { "retry-after": "3000" } };
  standIn.fail({}, { how: limited });
  expect(mayNotWrite(await failureOf(createComment(client(), repository, 7, "x")))).toBe(false);
});

test("a comment is never sent twice: the first one may stand there", async () => {
  standIn.fail({ operation: "issues/create-comment" }, { when: "after", how: "drop" });
  await failureOf(createComment(client(), repository, 7, "once"));
  expect(standIn.repository.comments).toHaveLength(1);
});

test("whose token it is, is told or refused in words", async () => {
  expect(await tokenLogin(client())).toBe("github-actions[bot]");
  expect(String(await failureOf(tokenLogin(client("wrong"))))).toContain("Check github-token");
});

test("tells what became of a pull request by now, and its newest commit", async () => {
  expect(await pullRequestNow(client(), repository, 7)).toEqual({ state: "open", head: "a".repeat(40) });
  standIn.repository.pulls.push({ number: 9, head: { ref: "t", sha: "b".repeat(40) }, state: "closed" });
  expect(await pullRequestNow(client(), repository, 9)).toEqual({ state: "closed", head: "b".repeat(40) });
  standIn.repository.pulls.push({
    number: 10,
    head: { ref: "u", sha: "c".repeat(40) },
    mergeCommit: "d".repeat(40),
  });
  expect(await pullRequestNow(client(), repository, 10)).toMatchObject({ state: "merged" });
});
