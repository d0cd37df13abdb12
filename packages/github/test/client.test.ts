import { silentReporter } from "#diagnostics";
import { GitHubStandIn } from "../../../test/github/index.ts";
import { type TemporaryRepository, temporaryRepository } from "../../git/test/temporary-repository.ts";
import {
  connectToGitHub,
  mergedPullRequest,
  parseRepository,
  pullRequestAuthor,
  pullRequestStates,
  startWorkflow,
} from "../src/index.ts";

const repository = parseRepository("acme/flows");
let origin: TemporaryRepository;
let standIn: GitHubStandIn;
const secrets: string[] = [];
const lines: string[] = [];
const reporter = {
  ...silentReporter,
  info: (line: string) => void lines.push(line),
  secret: (value: string) => void secrets.push(value),
};
const client = (token = standIn.token) => connectToGitHub({ token, env: standIn.environment, reporter });

beforeEach(async () => {
  origin = await temporaryRepository();
  await origin.commit({ VERSION: "1" });
  standIn = await GitHubStandIn.start({ repository: "acme/flows", folder: origin.root });
  lines.length = 0;
});
afterEach(() => standIn.stop());

test("GitHub is asked at the address that the runner names, with the token, which is a secret", async () => {
  standIn.repository.pulls.push({ number: 7, head: { ref: "topic", sha: "a".repeat(40) } });
  expect(await pullRequestStates(client(), repository, [7, 8])).toEqual(
    new Map([
      [7, "open"],
      [8, "unknown"],
    ]),
  );
  expect(standIn.log).toEqual(["pulls/get 200", "pulls/get 404"]);
  expect(await pullRequestAuthor(client(), repository, 7)).toMatch(/^\S+$/);
  expect(secrets).toContain(standIn.token);
});

test("a request that got lost is sent again", async () => {
  const commit = await origin.git("rev-parse", "HEAD");
  standIn.repository.pulls.push({ number: 7, head: { ref: "topic", sha: commit }, mergeCommit: commit });
  standIn.fail({ times: 1 }, { how: "drop" });
  expect(await mergedPullRequest(client(), repository, commit)).toBe(7);
  expect(standIn.calls).toHaveLength(2);
});

test("a secondary rate limit is waited for as long as GitHub asks, a long one not at all", async () => {
  const message = "You have exceeded a secondary rate limit";
  standIn.fail({ times: 1 }, { how: { status: 403, message, headers: { "retry-after": "1" } } });
  expect(await pullRequestStates(client(), repository, [8])).toEqual(new Map([[8, "unknown"]]));
  expect(lines).toEqual(["GitHub's secondary rate limit is reached: waiting 1 s."]);
  standIn.calls.length = 0;
  standIn.fail({}, { how: { status: 403, message, headers: { "retry-after": "3000" } } });
  await expect(pullRequestStates(client(), repository, [8])).rejects.toThrow(/rate limit has passed/);
  expect(standIn.calls).toHaveLength(1);
});

test("an exceeded rate limit that ends soon is waited for, one that ends later is told", async () => {
  const reset = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
  const headers = (seconds: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": reset(seconds),
  });
  const message = "API rate limit exceeded";
  standIn.fail({ times: 1 }, { how: { status: 403, message, headers: headers(1) } });
  expect(await pullRequestStates(client(), repository, [8])).toEqual(new Map([[8, "unknown"]]));
  standIn.fail({}, { how: { status: 403, message, headers: headers(3000) } });
  await expect(pullRequestStates(client(), repository, [8])).rejects.toThrow(/rate limit has passed/);
});

test("a workflow is never started twice: what may have started it is told instead", async () => {
  standIn.fail({ operation: "actions/create-workflow-dispatch" }, { when: "after", how: "drop" });
  const start = {
    github: client(),
    repository,
    workflow: "publish.yml",
    branch: "main",
    tag: "v1",
    reporter,
  };
  await expect(startWorkflow(start)).rejects.toThrow(/refused to start publish.yml for v1 \(status 500\)/);
  expect(standIn.calls).toHaveLength(1);
});

test("a refusal names the permission that the token lacks", async () => {
  standIn.fail({}, { how: { status: 403, message: "Resource not accessible by integration" } });
  await expect(pullRequestStates(client(), repository, [7])).rejects.toThrow(/pull-requests: read/);
  await expect(mergedPullRequest(client("other"), repository, "a".repeat(40))).rejects.toThrow(
    /github-token/,
  );
});
