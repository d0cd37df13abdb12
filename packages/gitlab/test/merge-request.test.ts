import { silentReporter } from "#diagnostics";
import { GitLabStandIn } from "../../../test/gitlab/index.ts";
import { MergeRequest } from "../src/index.ts";

let gitlab: GitLabStandIn;
beforeEach(async () => {
  gitlab = await GitLabStandIn.start();
});
afterEach(() => gitlab.stop());

function mergeRequest(token = gitlab.token, number = "7") {
  const { CI_API_V4_URL = "", CI_MERGE_REQUEST_PROJECT_ID = "" } = gitlab.environment;
  const place = { project: CI_MERGE_REQUEST_PROJECT_ID, number, token, reporter: silentReporter };
  return new MergeRequest({ ...place, apiUrl: CI_API_V4_URL });
}

const failureOf = (work: Promise<unknown>) => work.then(String, (error: unknown) => String(error));

test("notes are listed over all pages, oldest first, without GitLab's own", async () => {
  const { id } = await mergeRequest().createNote("first");
  for (let count = 0; count < 150; count++) {
    gitlab.notes.push({
      id: count,
      body: `${count}`,
      system: count % 2 === 0,
      author: { username: "mona" },
      edits: 0,
    });
  }
  const notes = await mergeRequest().notes();
  expect(notes).toHaveLength(76);
  expect(notes[0]).toEqual({ id, body: "first", author: gitlab.username });
  expect(notes.at(-1)).toMatchObject({ body: "149", author: "mona" });
  await mergeRequest().updateNote(id, "second");
  expect((await mergeRequest().notes())[0]?.body).toBe("second");
  expect(await mergeRequest().author()).toBe(gitlab.username);
});

test.each([
  ["opened", "open"],
  ["locked", "open"],
  ["merged", "merged"],
  ["closed", "closed"],
] as const)("a merge request that is %s is %s", async (state, meant) => {
  gitlab.state = state;
  expect(await mergeRequest().now()).toEqual({
    state: meant,
    head: gitlab.sha,
    url: "https://gitlab.example/acme/flows/-/merge_requests/7",
  });
});

test("refusals say what the token needs, and what can't be reached what to check", async () => {
  expect(await failureOf(mergeRequest("wrong").author())).toContain(
    "Check GITLAB_TOKEN: it is wrong or has expired.",
  );
  expect(await failureOf(mergeRequest(gitlab.readOnlyToken).createNote("x"))).toMatch(
    /refused to write a note \(status 403\): insufficient_scope\. .*role Reporter and the scope api/,
  );
  expect(await failureOf(mergeRequest(gitlab.token, "8").now())).toContain("404 Not found");
  const place = {
    apiUrl: "http://127.0.0.1:9",
    project: "1",
    number: "1",
    token: "t",
    reporter: silentReporter,
  };
  expect(await failureOf(new MergeRequest(place).now())).toContain("Check CI_API_V4_URL and the network");
});
