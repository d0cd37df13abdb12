import { runBundle, type StepOptions, type StepResult } from "#services";
import {
  type TemporaryRepository,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { type Failure, GitHubStandIn } from "../github/index.ts";

/** A repository on GitHub whose `main` holds a merged pull request. */
interface Scene {
  origin: TemporaryRepository;
  github: GitHubStandIn;
  commit: string;
  run(inputs?: Record<string, string>, options?: Partial<StepOptions>): Promise<StepResult>;
}

const scenes: GitHubStandIn[] = [];
afterEach(async () => {
  for (const github of scenes.splice(0)) await github.stop();
});

async function scene(): Promise<Scene> {
  const origin = await temporaryRepository();
  await origin.commit({ VERSION: "1.2.3" });
  await origin.git("tag", "v1.2.3");
  const commit = await origin.commit({ VERSION: "1.2.4" });
  const github = await GitHubStandIn.start({ repository: "acme/flows", folder: origin.root });
  scenes.push(github);
  github.repository.pulls.push({
    number: 7,
    title: "Raise pandas",
    head: { ref: "topic", sha: commit },
    mergeCommit: commit,
  });
  return {
    origin,
    github,
    commit,
    run: (inputs = {}, options = {}) =>
      runBundle("tag-and-release", {
        workspace: origin.root,
        inputs: { version: "1.2.4", ...inputs },
        event: { name: "push", payload: { repository: { default_branch: "main" } } },
        env: github.environment,
        github: { sha: commit, token: github.token },
        ...options,
      }),
  };
}

const FRESH_RUN = [
  "repos/get-commit 200",
  "git/get-ref 404",
  "git/create-tag 201",
  "git/create-ref 201",
  "repos/get-release-by-tag 404",
  "repos/list-releases 200",
  "repos/create-release 201",
];

/** One annotated tag at the commit, and one release of it. */
async function expectReleasedOnce({ origin, github, commit }: Scene, tag = "v1.2.4") {
  expect(await origin.git("tag", "--list", tag)).toBe(tag);
  expect(await origin.git("cat-file", "-t", tag)).toBe("tag");
  expect(await origin.git("rev-parse", `${tag}^{commit}`)).toBe(commit);
  expect(github.repository.releases.map((release) => release.tag)).toEqual([tag]);
}

const messages = ({ annotations }: StepResult) => annotations.map(({ message }) => message).join("\n");

test("a new version gets an annotated tag and a release with notes", async () => {
  const at = await scene();
  const result = await at.run();
  expect(result.annotations).toEqual([]);
  expect(result.exitCode).toBe(0);
  expect(result.outputs).toEqual({
    tag: "v1.2.4",
    commit: at.commit,
    created: "true",
    "release-url": "https://github.com/acme/flows/releases/tag/v1.2.4",
  });
  await expectReleasedOnce(at);
  expect(await at.origin.git("cat-file", "tag", "v1.2.4")).toContain("\n\nVersion 1.2.4");
  const [release] = at.github.repository.releases;
  expect(release).toMatchObject({
    name: "v1.2.4",
    draft: false,
    prerelease: false,
    makeLatest: "legacy",
  });
  expect(release?.body).toContain("* Raise pandas in #7");
  expect(release?.body).toContain("compare/v1.2.3...v1.2.4");
  expect(at.github.log).toEqual(FRESH_RUN);
  expect(result.summary).toContain("made now");
});

test("a second run only looks", async () => {
  const at = await scene();
  await at.run();
  at.github.calls.length = 0;
  const again = await at.run();
  expect(again).toMatchObject({ exitCode: 0, outputs: { created: "false", tag: "v1.2.4" } });
  expect(again.outputs["release-url"]).toBe("https://github.com/acme/flows/releases/tag/v1.2.4");
  expect(at.github.log).toEqual([
    "repos/get-commit 200",
    "git/get-ref 200",
    "git/get-tag 200",
    "repos/get-release-by-tag 200",
  ]);
});

test("a tag without a release gets its release, whoever made the tag and how", async () => {
  const at = await scene();
  await at.origin.git("tag", "v1.2.4", at.commit);
  expect(await at.run()).toMatchObject({ exitCode: 0, outputs: { created: "true" } });
  expect(at.github.repository.releases).toHaveLength(1);
  expect(await at.origin.git("cat-file", "-t", "v1.2.4")).toBe("commit");
});

test("a tag at another commit fails and nothing is made", async () => {
  const at = await scene();
  const other = await at.origin.git("rev-parse", "v1.2.3");
  await at.origin.git("tag", "--annotate", "--message=x", "v1.2.4", other);
  const result = await at.run();
  expect(result.exitCode).toBe(1);
  expect(messages(result)).toBe(
    `Tag v1.2.4 stands at ${other}, not at ${at.commit} that is to be released. ` +
      "Raise the version; a released one is never moved to other code.",
  );
  expect(at.github.repository.releases).toEqual([]);
});

test("a tag that is no commit's fails", async () => {
  const at = await scene();
  await at.origin.git("tag", "v1.2.4", `${at.commit}^{tree}`);
  expect(messages(await at.run())).toContain("Tag v1.2.4 stands at no commit");
});

describe("two runs at once leave one tag and one release", () => {
  test.each([
    ["published", {}],
    ["draft", { draft: "true" }],
  ])("%s", async (_, inputs) => {
    const at = await scene();
    at.github.gather("git/get-ref", 2);
    at.github.gather("repos/list-releases", 2);
    const results = await Promise.all([at.run(inputs), at.run(inputs)]);
    expect(results.map(messages)).toEqual(["", ""]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    await expectReleasedOnce(at);
    const [first, second] = results;
    expect(first?.outputs["release-url"]).toBe(second?.outputs["release-url"]);
    expect(at.github.log.filter((call) => call === "git/create-ref 422")).toHaveLength(1);
  });
});

describe("one call goes wrong and the run still ends well", () => {
  const ways: [string, Failure][] = [
    ["answered with 503 before it did anything", { when: "before", how: { status: 503 } }],
    ["done, and the answer lost", { when: "after", how: "drop" }],
  ];
  test.each(ways)(
    "%s, at every call",
    async (_, failure) => {
      await Promise.all(
        FRESH_RUN.map(async (_call, call) => {
          const at = await scene();
          at.github.fail({ call }, failure);
          const result = await at.run();
          expect({ call, exitCode: result.exitCode, said: messages(result) }).toEqual({
            call,
            exitCode: 0,
            said: "",
          });
          expect(result.outputs.created).toBe("true");
          await expectReleasedOnce(at);
        }),
      );
    },
    180_000,
  );
});

test("GitHub going away at any call fails clearly, and the next run finishes the job", async () => {
  await Promise.all(
    FRESH_RUN.map(async (_call, fromCall) => {
      const at = await scene();
      at.github.fail({ fromCall }, { when: "after", how: { status: 502, message: "Bad Gateway" } });
      const died = await at.run();
      expect({ fromCall, exitCode: died.exitCode }).toEqual({ fromCall, exitCode: 1 });
      expect(messages(died)).toBe(
        "GitHub refused to make tag and release v1.2.4 (status 502): Bad Gateway. " +
          "Run the job again: what was made is kept, and only the rest is done.",
      );
      at.github.heal();
      const again = await at.run();
      expect({ fromCall, exitCode: again.exitCode }).toEqual({ fromCall, exitCode: 0 });
      await expectReleasedOnce(at);
    }),
  );
});

test("a rate limit is waited for as long as GitHub asks, a long one not at all", async () => {
  const at = await scene();
  at.github.fail({ operation: "git/create-ref" }, { how: { status: 429, headers: { "retry-after": "0" } } });
  expect(await at.run()).toMatchObject({ exitCode: 0 });
  at.github.fail(
    {},
    { how: { status: 403, message: "API rate limit exceeded", headers: { "retry-after": "3000" } } },
  );
  const before = at.github.calls.length;
  expect(messages(await at.run())).toContain("Run the job again when GitHub's rate limit has passed.");
  expect(at.github.calls.length).toBe(before + 1);
});

test("the release names no commit of its own: the tag stands, and GitHub would check the token's rights anew", async () => {
  const at = await scene();
  expect(await at.run()).toMatchObject({ exitCode: 0 });
  const [sent] = at.github.calls.filter(({ operation }) => operation === "repos/create-release");
  expect(sent?.body).toMatchObject({ tag_name: "v1.2.4" });
  expect(sent?.body).not.toHaveProperty("target_commitish");
});

describe("a workflow that is for the tag", () => {
  const start = { "start-workflow": "publish.yml" };

  test("is started on the default branch with the tag, also by a run that finds everything done", async () => {
    const at = await scene();
    const first = await at.run(start);
    expect({ exitCode: first.exitCode, said: messages(first) }).toEqual({ exitCode: 0, said: "" });
    expect(at.github.log).toEqual([...FRESH_RUN, "actions/create-workflow-dispatch 204"]);
    expect(await at.run(start)).toMatchObject({ exitCode: 0, outputs: { created: "false" } });
    const started = { workflow: "publish.yml", ref: "main", inputs: { tag: "v1.2.4" } };
    expect(at.github.repository.started).toEqual([started, started]);
  });

  test("is not started for a draft", async () => {
    const at = await scene();
    expect(await at.run({ ...start, draft: "true" })).toMatchObject({ exitCode: 0 });
    expect(at.github.repository.started).toEqual([]);
  });

  test.each([
    [403, "Resource not accessible by integration", "Give the job `permissions: actions: write`"],
    [404, "Not Found", "Put publish.yml into .github/workflows of the default branch"],
    [
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
      "Let publish.yml have `on: workflow_dispatch`",
    ],
  ])(
    "that GitHub refuses with %i fails and says what to do; tag and release stay",
    async (status, message, fix) => {
      const at = await scene();
      at.github.fail({ operation: "actions/create-workflow-dispatch" }, { how: { status, message } });
      const result = await at.run(start);
      expect(result.exitCode).toBe(1);
      expect(messages(result)).toContain(
        `GitHub refused to start publish.yml for v1.2.4 (status ${status}): ${message}. ${fix}`,
      );
      await expectReleasedOnce(at);
    },
  );
});

describe("inputs", () => {
  test("a draft stays one, and is not made twice", async () => {
    const at = await scene();
    expect(await at.run({ draft: "true" })).toMatchObject({ exitCode: 0, outputs: { created: "true" } });
    const again = await at.run();
    expect(again).toMatchObject({ exitCode: 0, outputs: { created: "false" } });
    expect(at.github.repository.releases).toMatchObject([{ draft: true }]);
    expect(again.summary).toContain("[draft]");
  });

  test.each([
    ["1.3.0rc1", "", true],
    ["1.3.0-rc.1", "", true],
    ["1.3.0", "", false],
    ["1.3.0rc1", "false", false],
    ["1.3.0", "true", true],
  ])("version %s with prerelease %j is marked: %s", async (version, prerelease, expected) => {
    const at = await scene();
    expect(await at.run({ version, prerelease })).toMatchObject({ exitCode: 0 });
    expect(at.github.repository.releases).toMatchObject([{ prerelease: expected }]);
  });

  test("notes are left out when they are not wanted", async () => {
    const at = await scene();
    await at.run({ "generate-notes": "false" });
    expect(at.github.repository.releases).toMatchObject([{ name: "v1.2.4", body: "" }]);
  });

  test.each([
    ["none", "1.2.4"],
    ["image/v", "image/v1.2.4"],
    ["", "v1.2.4"],
  ])("prefix %j makes tag %s", async (prefix, tag) => {
    const at = await scene();
    expect(await at.run({ "tag-prefix": prefix })).toMatchObject({ exitCode: 0, outputs: { tag } });
    await expectReleasedOnce(at, tag);
  });

  test("a target is a branch or a commit", async () => {
    const at = await scene();
    const first = await at.origin.git("rev-parse", "v1.2.3");
    await at.origin.git("branch", "old", first);
    expect(await at.run({ target: "old" })).toMatchObject({ outputs: { commit: first } });
    expect(await at.run({ target: "main", version: "1.2.5" })).toMatchObject({
      outputs: { commit: at.commit },
    });
  });

  test.each([
    [{ target: "gone" }, "gone is no commit that the token can see in acme/flows."],
    [{ target: "0".repeat(40) }, "is no commit that the token can see in acme/flows."],
    [{ version: "1.2.4 beta" }, '"v1.2.4 beta" can\'t be the name of a tag.'],
    [{ version: "1..2" }, '"v1..2" can\'t be the name of a tag.'],
    [{ version: "" }, "Input `version` is required but empty."],
    [{ "github-token": "" }, "Input `github-token` is required but empty."],
    [{ "github-token": "not-the-token" }, "Check github-token: it is wrong or has expired."],
  ])("%j fails: %s", async (inputs, message) => {
    const at = await scene();
    const result = await at.run(inputs);
    expect(result.exitCode).toBe(1);
    expect(messages(result)).toContain(message);
    expect(at.github.repository.releases).toEqual([]);
  });
});

describe("the commit of a pull request's event", () => {
  const event = (merged: boolean, commit: string) => ({
    name: "pull_request",
    payload: {
      pull_request: {
        number: 7,
        merged,
        merge_commit_sha: commit,
        head: { sha: commit, ref: "topic", repo: { full_name: "acme/flows" } },
        base: { sha: commit, ref: "main", repo: { full_name: "acme/flows" } },
      },
    },
  });

  test("is the one that it became", async () => {
    const at = await scene();
    const merge = await at.origin.git("rev-parse", "v1.2.3");
    const result = await at.run({}, { event: event(true, merge) });
    expect(result).toMatchObject({ exitCode: 0, outputs: { commit: merge } });
  });

  test("is none while it is open", async () => {
    const at = await scene();
    const result = await at.run({}, { event: event(false, at.commit) });
    expect(messages(result)).toContain("Pull request 7 is not merged");
    expect(at.github.calls).toEqual([]);
  });
});

test.each([
  [403, "Resource not accessible by integration", "Give the job `permissions: contents: write`"],
  [422, "Repository rule violations found: Cannot create ref", "pass the repository's rules for tags"],
])("a refusal with %s tells what to do", async (status, message, fix) => {
  const at = await scene();
  at.github.fail({ operation: "git/create-ref" }, { how: { status, message } });
  const result = await at.run();
  expect(result.exitCode).toBe(1);
  expect(messages(result)).toContain(`(status ${status}): ${message}`);
  expect(messages(result)).toContain(fix);
});

test("the token stands nowhere", async () => {
  const at = await scene();
  at.github.fail(
    { operation: "git/create-ref" },
    { how: { status: 403, message: `No: ${at.github.token}` } },
  );
  const result = await at.run();
  const { log, summary, outputs, annotations } = result;
  expect(log).toContain("(status 403)");
  expect(JSON.stringify({ log, summary, outputs, annotations })).not.toContain(at.github.token);
});
