import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { runLocally } from "#command";
import { runBundle, type StepOptions } from "#services";
import {
  type TemporaryRepository,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { GitHubStandIn } from "../github/index.ts";

const project = (version: string) =>
  `[project]\nname = "flows"\nversion = "${version}"\nrequires-python = ">=3.12"\n`;

let origin: TemporaryRepository;
let fork: string;

beforeEach(async () => {
  origin = await temporaryRepository();
  fork = await origin.commit({ "pyproject.toml": project("1.2.3"), "README.md": "", "uv.lock": "1" });
});

/** A pull request's branch, and the merge commit that GitHub makes of it and lets the run check out. */
async function pullRequest(files: Record<string, string | null>) {
  await origin.git("checkout", "--quiet", "-b", "topic", fork);
  const head = await origin.commit(files);
  await origin.git("checkout", "--quiet", "--detach", "main");
  await origin.git("merge", "--quiet", "--no-ff", "--message=merge", "topic");
  await origin.git("update-ref", "refs/pull/7/merge", "HEAD");
  const base = await origin.git("rev-parse", "main");
  await origin.git("checkout", "--quiet", "main");
  return { head, base };
}

/** As actions/checkout leaves it: one commit, no branch, no tag. */
async function checkout(ref: string): Promise<TemporaryRepository> {
  const clone = await temporaryRepository();
  await clone.git("remote", "add", "origin", origin.url);
  await clone.git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", `+${ref}:refs/remotes/runner`);
  await clone.git("checkout", "--quiet", "--detach", "refs/remotes/runner");
  return clone;
}

const repository = { full_name: "acme/flows", default_branch: "main" };
const pullRequestEvent = ({ head, base }: { head: string; base: string }) => ({
  name: "pull_request",
  payload: {
    repository,
    pull_request: {
      number: 7,
      merged: false,
      head: { sha: head, ref: "topic", repo: { full_name: "acme/flows" } },
      base: { sha: base, ref: "main", repo: { full_name: "acme/flows" } },
    },
  },
});

async function checkPullRequest(
  files: Record<string, string | null>,
  inputs: Record<string, string> = {},
  options: Partial<StepOptions> = {},
) {
  const event = pullRequestEvent(await pullRequest(files));
  const clone = await checkout("refs/pull/7/merge");
  const check = () => runBundle("check-version-bump", { workspace: clone.root, event, inputs, ...options });
  return { clone, check, ...(await check()) };
}

test("a raised version in a shallow clone: every output, and the base is fetched", async () => {
  const result = await checkPullRequest({ "pyproject.toml": project("1.3.0") });
  expect(result.annotations).toEqual([]);
  expect(result.exitCode).toBe(0);
  expect(result.outputs).toEqual({
    version: "1.3.0",
    "previous-version": "1.2.3",
    bump: "minor",
    "next-patch": "1.2.4",
    "next-minor": "1.3.0",
    "next-major": "2.0.0",
    tag: "v1.3.0",
    "tag-exists": "false",
    patch: "",
  });
  expect(result.summary).toContain("minor, to be released as <code>v1.3.0</code>");
});

test("a base that moved on is compared at the merge base of what is checked out", async () => {
  await origin.commit({ "README.md": "moved" });
  await origin.commit({ "README.md": "moved again" });
  const result = await checkPullRequest({ "pyproject.toml": project("1.2.4") });
  expect(result.outputs).toMatchObject({ "previous-version": "1.2.3", bump: "patch" });
});

test("a wrong step fails at the file's line with the three versions that would do", async () => {
  const result = await checkPullRequest({ "pyproject.toml": project("1.4.0") });
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toEqual([
    {
      level: "error",
      file: "pyproject.toml",
      line: 3,
      column: 12,
      message:
        "pyproject.toml:3:12: 1.4.0 is more than one step after 1.2.3. " +
        "Use 1.2.4 (patch), 1.3.0 (minor) or 2.0.0 (major).",
    },
  ]);
  expect(result.outputs).toMatchObject({ version: "1.4.0", bump: "", "next-patch": "1.2.4" });
});

describe("a version that was not raised", () => {
  const forgotten = { "uv.lock": "2" };

  test("fails, and the patch in the summary raises it", async () => {
    const { check, clone, ...result } = await checkPullRequest(forgotten);
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]).toMatchObject({ level: "error", file: "pyproject.toml", line: 3 });
    expect(result.annotations[0]?.message).toContain("uv.lock changed, and the version is still 1.2.3.");
    expect(result.outputs).toMatchObject({ bump: "none", "next-patch": "1.2.4" });
    expect(result.summary).toContain(`\`\`\`diff\n${result.outputs.patch?.trimEnd()}\n\`\`\``);
    const applied = await runLocally("git", ["apply"], { cwd: clone.root, input: result.outputs.patch });
    expect(applied).toMatchObject({ exitCode: 0, stderr: "" });
    expect(readFileSync(join(clone.root, "pyproject.toml"), "utf8")).toBe(project("1.2.4"));
    expect(await check()).toMatchObject({ exitCode: 0, outputs: { bump: "patch", version: "1.2.4" } });
  });

  test.each([
    ["warn", "warning"],
    ["propose", "notice"],
  ])("passes with %s, which leaves a %s", async (policy, level) => {
    const result = await checkPullRequest(forgotten, { "on-missing-bump": policy });
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]).toMatchObject({ level, file: "pyproject.toml", line: 3 });
    expect(result.outputs.patch).toContain('+version = "1.2.4"');
  });

  test("is fine when nothing that asks for a version changed", async () => {
    const inputs = { "when-changed": "etc/docker/**\nuv.{lock,toml}" };
    const passed = await checkPullRequest({ "README.md": "more", ".github/x.yaml": "" }, inputs);
    expect(passed).toMatchObject({ exitCode: 0, annotations: [], outputs: { bump: "none", patch: "" } });
  });

  test("is asked for when a file that asks for one was renamed or removed", async () => {
    const inputs = { "when-changed": "uv.lock" };
    const failed = await checkPullRequest({ "uv.lock": null, "other.lock": "1" }, inputs);
    expect(failed).toMatchObject({ exitCode: 1, outputs: { bump: "none" } });
  });

  test("asks for nothing where nothing changed at all", async () => {
    const result = await checkPullRequest({});
    expect(result).toMatchObject({ exitCode: 0, annotations: [], outputs: { bump: "none" } });
  });
});

test("a version that was released before is refused, with the commit of its tag", async () => {
  await origin.git("tag", "--annotate", "--message=x", "v1.2.4", "main");
  const result = await checkPullRequest({ "pyproject.toml": project("1.2.4") });
  expect(result.exitCode).toBe(1);
  expect(result.outputs["tag-exists"]).toBe("true");
  expect(result.annotations[0]?.message).toContain(
    `Version 1.2.4 was released before: tag v1.2.4 stands at commit ${fork.slice(0, 12)}.`,
  );
});

test("a tag with another prefix is another tag", async () => {
  await origin.git("tag", "v1.2.4", "main");
  const named = { "tag-prefix": "image-" };
  const prefixed = await checkPullRequest({ "pyproject.toml": project("1.2.4") }, named);
  expect(prefixed.outputs).toMatchObject({ bump: "patch", tag: "image-1.2.4", "tag-exists": "false" });
});

test("a merge queue's second group sees the version of the first", async () => {
  const first = await origin.commit({ "pyproject.toml": project("1.2.4"), "a.py": "" });
  const second = await origin.commit({ "b.py": "" });
  const event = {
    name: "merge_group",
    payload: { repository, merge_group: { base_sha: first, head_sha: second } },
  };
  const clone = await checkout("refs/heads/main");
  const result = await runBundle("check-version-bump", { workspace: clone.root, event });
  expect(result).toMatchObject({ exitCode: 1, outputs: { bump: "none", "previous-version": "1.2.4" } });
});

describe("a push", () => {
  const pushEvent = (before: string, after: string) => ({
    name: "push",
    payload: { repository, before, after, forced: false },
  });

  test("to the default branch is compared with the commit before", async () => {
    const after = await origin.commit({ "pyproject.toml": project("2.0.0") });
    const clone = await checkout("refs/heads/main");
    const result = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: pushEvent(fork, after),
      github: { ref: "refs/heads/main" },
    });
    expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "major", "previous-version": "1.2.3" } });
  });

  test("that lands two pull requests of a merge queue may bring two versions", async () => {
    await origin.commit({ "pyproject.toml": project("1.2.4"), "a.py": "" });
    const after = await origin.commit({ "pyproject.toml": project("1.2.5"), "b.py": "" });
    const clone = await checkout("refs/heads/main");
    const result = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: pushEvent(fork, after),
      github: { ref: "refs/heads/main" },
    });
    expect(result).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { bump: "patch", version: "1.2.5", "previous-version": "1.2.3" },
    });
    // Each was asked for one step alone in its place of the queue.
    const queued = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: {
        name: "merge_group",
        payload: { repository, merge_group: { base_sha: fork, head_sha: after } },
      },
    });
    expect(queued.annotations[0]?.message).toContain("1.2.5 is more than one step after 1.2.3.");
  });

  test("that runs again after its release finds its own tag, which is no fault", async () => {
    const after = await origin.commit({ "pyproject.toml": project("1.2.4") });
    await origin.git("tag", "--annotate", "--message=x", "v1.2.4");
    const clone = await checkout("refs/heads/main");
    const result = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: pushEvent(fork, after),
      github: { ref: "refs/heads/main" },
    });
    expect(result).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { bump: "patch", "tag-exists": "true" },
    });
    expect(result.summary).toContain("released as <code>v1.2.4</code>");
  });

  test("to another branch is compared with the default branch, so one raise is enough", async () => {
    await origin.git("checkout", "--quiet", "-b", "topic");
    const before = await origin.commit({ "pyproject.toml": project("1.2.4") });
    const after = await origin.commit({ "uv.lock": "2" });
    const clone = await checkout("refs/heads/topic");
    const result = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: pushEvent(before, after),
      github: { ref: "refs/heads/topic" },
    });
    expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "patch", version: "1.2.4" } });
  });

  test("of a repository's first commit is a first release", async () => {
    const clone = await checkout("refs/heads/main");
    const result = await runBundle("check-version-bump", {
      workspace: clone.root,
      event: pushEvent("0".repeat(40), fork),
      github: { ref: "refs/heads/main" },
    });
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { bump: "initial", "previous-version": "", "next-patch": "" },
    });
  });
});

describe("a dependency update", () => {
  const update = { "uv.lock": "2" };
  const by = (event: ReturnType<typeof pullRequestEvent>, login: string) => {
    const { pull_request } = event.payload;
    return { ...event, payload: { ...event.payload, pull_request: { ...pull_request, user: { login } } } };
  };
  const checkOf = async (login: string, inputs: Record<string, string> = {}) => {
    const event = by(pullRequestEvent(await pullRequest(update)), login);
    const { root: workspace } = await checkout("refs/pull/7/merge");
    return runBundle("check-version-bump", { workspace, event, inputs });
  };

  test.each(["dependabot[bot]", "renovate[bot]"])(
    "by %s passes without a new version, and the summary proposes one",
    async (login) => {
      const result = await checkOf(login);
      expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "none" } });
      expect(result.annotations).toMatchObject([{ level: "notice" }]);
      expect(result.summary).toContain('+version = "1.2.4"');
    },
  );

  test("by anybody else does not; whose account counts can be said", async () => {
    expect(await checkOf("dependabot")).toMatchObject({ exitCode: 1 });
    await origin.git("branch", "--quiet", "--delete", "--force", "topic");
    expect(await checkOf("acme-bot[bot]", { "dependency-bots": "acme-bot[bot]" })).toMatchObject({
      exitCode: 0,
    });
  });

  test.each([
    ["dependabot[bot]", 0],
    ["octocat", 1],
  ])("by %s in the merge queue, where GitHub tells whose it is: exit code %d", async (author, exitCode) => {
    const head = await origin.commit(update);
    const github = await GitHubStandIn.start({ repository: "acme/flows", folder: origin.root });
    try {
      github.repository.pulls.push({ number: 9, head: { ref: "topic", sha: head }, author });
      const head_ref = `refs/heads/gh-readonly-queue/main/pr-9-${head}`;
      const { root: workspace } = await checkout("refs/heads/main");
      const result = await runBundle("check-version-bump", {
        workspace,
        event: {
          name: "merge_group",
          payload: { repository, merge_group: { base_sha: fork, head_sha: head, head_ref } },
        },
        env: github.environment,
        github: { token: github.token, repository: "acme/flows" },
      });
      expect(result.exitCode).toBe(exitCode);
      expect(result.outputs.patch).toContain('+version = "1.2.4"');
    } finally {
      await github.stop();
    }
  });
});

test("a file that the base lacks makes a first release", async () => {
  const result = await checkPullRequest({ VERSION: "0.1.0\n" }, { "version-file": "VERSION" });
  expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "initial", version: "0.1.0" } });
});

test("a base whose version is of no use makes a first release, and says so", async () => {
  fork = await origin.commit({ "pyproject.toml": project("1!1.2.3") });
  const result = await checkPullRequest({ "pyproject.toml": project("1.2.4") });
  expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "initial", "previous-version": "" } });
  expect(result.annotations).toMatchObject([
    { level: "notice", message: expect.stringContaining("has an epoch") },
  ]);
});

test.each([
  ["./services/flows/package.json", '{ "version": "VERSION" }'],
  ["charts/flows/Chart.yaml", "appVersion: 1.2.3\nversion: VERSION\n"],
])("%s in a folder of its own", async (file, content) => {
  const path = file.replace("./", "");
  fork = await origin.commit({ [path]: content.replace("VERSION", "0.9.9") });
  const raised = { [path]: content.replace("VERSION", "0.10.0") };
  const result = await checkPullRequest(raised, { "version-file": file, "when-changed": "services/**" });
  expect(result).toMatchObject({ exitCode: 0, outputs: { bump: "minor", "previous-version": "0.9.9" } });
});

test("a clone in a folder of its own", async () => {
  const event = pullRequestEvent(await pullRequest({ "pyproject.toml": project("1.2.5") }));
  const clone = await checkout("refs/pull/7/merge");
  const workspace = dirname(clone.root);
  const inputs = { "working-directory": basename(clone.root) };
  const result = await runBundle("check-version-bump", { workspace, event, inputs });
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toMatchObject([{ file: "pyproject.toml", line: 3 }]);
});

test("pre-releases are steps where they are allowed", async () => {
  const files = { "pyproject.toml": project("1.3.0-RC.1") };
  const refused = await checkPullRequest(files);
  expect(refused.annotations[0]?.message).toContain(
    "1.3.0rc1 is a pre-release, and those are not allowed here.",
  );
  await origin.git("branch", "--quiet", "--delete", "--force", "topic");
  const allowed = await checkPullRequest(files, { "pre-releases": "true" });
  expect(allowed).toMatchObject({ exitCode: 0, outputs: { bump: "preminor", version: "1.3.0rc1" } });
});

describe("what can't be checked says why", () => {
  test("a base that nobody has", async () => {
    const result = await checkPullRequest({ "uv.lock": "2" }, { "base-ref": "gone" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(
      "The base gone is neither in this clone nor on its remote. Check base-ref",
    );
  });

  test("a base with another history", async () => {
    await origin.git("checkout", "--quiet", "--orphan", "apart");
    await origin.commit({ "README.md": "apart" });
    await origin.git("checkout", "--quiet", "main");
    const result = await checkPullRequest({ "uv.lock": "2" }, { "base-ref": "apart" });
    expect(result.annotations[0]?.message).toContain("have no common history in this clone");
  });

  test("a dynamic version", async () => {
    const dynamic = '[project]\nname = "flows"\ndynamic = ["version"]\n';
    const result = await checkPullRequest({ "pyproject.toml": dynamic });
    expect(result.annotations).toEqual([
      expect.objectContaining({
        file: "pyproject.toml",
        line: 3,
        message: expect.stringContaining("is dynamic"),
      }),
    ]);
  });

  test("a version file that is not there", async () => {
    const result = await checkPullRequest({ "uv.lock": "2" }, { "version-file": "etc/VERSION" });
    expect(result.annotations[0]?.message).toContain(
      "The version file etc/VERSION is not in the repository.",
    );
  });

  test("no event to take a base from", async () => {
    const result = await runBundle("check-version-bump", { workspace: origin.root });
    expect(result.annotations[0]?.message).toContain("Set base-ref to a branch or commit, such as main.");
  });

  test("a folder that is no clone", async () => {
    const inputs = { "working-directory": "/", "base-ref": "main" };
    const result = await runBundle("check-version-bump", { workspace: origin.root, inputs });
    expect(result.annotations[0]?.message).toContain("not a git repository");
  });
});

test("what a pull request writes into a file stays data, and the token stays secret", async () => {
  const hostile = `# \`\`\`\n# ::set-env name=PATH::/evil\n${project("1.2.3")}# <img src=x> \`\`\`\`\n`;
  await origin.commit({ "pyproject.toml": hostile });
  const token = "ghs_0123456789abcdefghij";
  const result = await checkPullRequest({ "::error::x.txt": "" }, { "github-token": token });
  expect(result.exitCode).toBe(1);
  expect(result.commands.map(({ name }) => name).filter((name) => name !== "debug")).toEqual([
    "add-mask",
    "error",
  ]);
  expect(result.summary).toContain("\n`````diff\n");
  expect(result.summary.match(/^`{3,}/gm)).toHaveLength(2);
  expect(`${result.summary}${JSON.stringify(result.outputs)}${result.log}`).not.toContain(token);
});
