import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShownDeployment } from "#deployment-plan";
import { jsonText } from "#json";
import { markerText } from "#plan-comment";
import { runBundle } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { deployment, plan } from "../../packages/plan-comment/test/sample-plan.ts";
import { GitHubStandIn } from "../github/index.ts";

let github: GitHubStandIn;
let workspace: string;
let number = 100;

beforeAll(async () => {
  const { root, commit } = await temporaryRepository();
  await commit({ VERSION: "1" });
  github = await GitHubStandIn.start({ repository: "acme/platform", folder: root });
  workspace = await mkdtemp(join(tmpdir(), "comment-plan-"));
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  await github.stop();
});

/** A pull request of the stand-in, and runs of the action for its pushes. */
function pullRequest({ fromFork = false, author = "mona" } = {}) {
  const own = { number: ++number, head: { ref: "topic", sha: "a".repeat(40) }, author } as {
    number: number;
    head: { ref: string; sha: string };
    author: string;
    state?: "open" | "closed";
    mergeCommit?: string;
  };
  github.repository.pulls.push(own);
  const comments = () => github.repository.comments.filter(({ pull }) => pull === own.number);
  return {
    number: own.number,
    push: (letter: string) => {
      own.head.sha = letter.repeat(40);
    },
    end: (mergeCommit?: string) => {
      own.state = "closed";
      if (mergeCommit !== undefined) own.mergeCommit = mergeCommit;
    },
    comments,
    body: () => comments()[0]?.body ?? "",
    run: async (
      { run, head, attempt = 1 }: { run: number; head: string; attempt?: number },
      deployments: readonly ShownDeployment[] | null,
      inputs: Record<string, string> = {},
      token = github.token,
    ) => {
      const file = `plan-${own.number}-${run}.json`;
      if (deployments !== null) await writeFile(join(workspace, file), jsonText(plan(deployments)));
      const repo = { full_name: fromFork ? "somebody/platform" : "acme/platform" };
      return runBundle("comment-plan", {
        workspace,
        inputs: { plans: `PROD=${file}`, ...inputs },
        event: {
          name: "pull_request",
          payload: {
            action: "synchronize",
            pull_request: {
              number: own.number,
              user: { login: author },
              head: { sha: head.repeat(40), ref: "topic", repo },
              base: { sha: "b".repeat(40), ref: "main", repo: { full_name: "acme/platform" } },
            },
          },
        },
        github: {
          token,
          api_url: github.url,
          repository: "acme/platform",
          run_number: String(run),
          run_attempt: String(attempt),
        },
      });
    },
  };
}

const updated = deployment({ name: "daily" });
const gone = deployment({ name: "gone", action: "delete", filesChange: "removed" });
const untouched = deployment({ name: "same", action: "unchanged", filesChange: null, impact: null });

test("a pull request's life: opened, pushed, runs in the wrong order, taken back, changed again, closed, merged", async () => {
  const pull = pullRequest();
  const nothing = await pull.run({ run: 1, head: "a" }, [untouched]);
  expect(nothing).toMatchObject({ exitCode: 0, outputs: { "comment-url": "", result: "nothing" } });
  expect(pull.comments()).toEqual([]);

  pull.push("c");
  const first = await pull.run({ run: 2, head: "c" }, [updated]);
  expect(first.outputs).toMatchObject({ result: "created" });
  expect(first.outputs["comment-url"]).toMatch(new RegExp(`/pull/${pull.number}#issuecomment-\\d+$`));
  expect(pull.body()).toMatch(/^🟡 \*\*On PROD, 1 deployment is updated\.\*\*/);
  expect(first.summary).toContain(`[The pull request's comment](${first.outputs["comment-url"]})`);

  // The run of the older push is slower than that of the newer one.
  pull.push("e");
  await pull.run({ run: 4, head: "e" }, [updated, gone]);
  const late = await pull.run({ run: 3, head: "d" }, [updated]);
  expect(late.outputs).toMatchObject({ result: "left" });
  expect(late.outputs["comment-url"]).toMatch(/#issuecomment-\d+$/);
  expect(pull.body()).toMatch(/^🔴 \*\*On PROD, 1 deployment is deleted and 1 is updated\.\*\*/);
  const again = await pull.run({ run: 4, head: "e", attempt: 2 }, [updated]);
  expect(again.outputs).toMatchObject({ result: "updated" });

  pull.push("f");
  await pull.run({ run: 5, head: "f" }, [untouched]);
  expect(pull.body()).toContain("**This no longer changes any deployment**");
  pull.push("0");
  await pull.run({ run: 6, head: "0" }, [gone]);
  expect(pull.body()).toContain("1 deployment is deleted.");

  pull.end();
  const checks = "bring DEV back=success";
  await pull.run({ run: 1, head: "0" }, null, { plans: "", "last-edit": "closed", checks });
  expect(pull.body()).toMatch(/^⚪ \*\*Closed without a merge, and cleaned up\*\*/);
  expect(pull.body()).toContain("✅ bring DEV back");
  const slow = await pull.run({ run: 7, head: "0" }, [updated]);
  expect(slow.outputs).toMatchObject({ result: "left" });

  pull.end("9".repeat(40));
  const merged = await pull.run({ run: 8, head: "0" }, null, { plans: "", "last-edit": "closed", checks });
  expect(merged).toMatchObject({
    exitCode: 0,
    summary: expect.stringContaining("The pull request's comment"),
  });
  expect(pull.body()).toMatch(/^🟣 \*\*Merged\*\*/);
  expect(pull.body()).toContain("1 deployment is deleted.");
  expect(pull.comments()).toHaveLength(1);
});

test("the end of a pull request that never had a comment leaves none", async () => {
  const pull = pullRequest();
  pull.end();
  const result = await pull.run({ run: 2, head: "a" }, null, { plans: "", "last-edit": "closed" });
  expect(result).toMatchObject({ exitCode: 0, outputs: { result: "nothing" }, summary: "" });
  expect(pull.comments()).toEqual([]);
  // Where the gate makes it, there is no plan any more, which is nothing to tell.
  const missing = { "last-edit": "closed", plans: "PROD=no-such-file.json" };
  expect(await pull.run({ run: 3, head: "a" }, null, missing)).toMatchObject({ exitCode: 0, summary: "" });
});

test("where the plan's job failed, the comment says so", async () => {
  const pull = pullRequest();
  const result = await pull.run({ run: 1, head: "a" }, null, { checks: "check deployments=failure" });
  expect(result).toMatchObject({ exitCode: 0, outputs: { result: "created" } });
  expect(pull.body()).toContain("**What this does to PROD is not known**");
  expect(pull.body()).toContain("❌ check deployments failure");
});

test("how runs ended is told out of run-deployments' file, and that it is missing where it is", async () => {
  const pull = pullRequest();
  const run = {
    ...{
      deployment: "orders/daily",
      id: "1",
      name: "brave-fox",
      url: "http://prefect.example/runs/flow-run/1",
    },
    ...{ verdict: "failed", reason: "ValueError: jane@example.org", fix: null, state: "Failed", isNew: true },
    ...{ seconds: 12, median: null, isSlower: false, failedSubflows: [], lastLines: [], isRunning: false },
  };
  await writeFile(
    join(workspace, "results.json"),
    jsonText({ version: 1, runs: [run], notDeclared: [], skipped: [], left: [] }),
  );
  const told = await pull.run({ run: 1, head: "a" }, [updated], { results: "DEV=results.json" });
  expect(told.outputs).toMatchObject({ result: "created" });
  expect(pull.body()).toMatch(/❌ failed .*brave-.*\]\(http:\/\/prefect\.example\/runs\/flow-run\/1\)/);
  expect(pull.body()).not.toContain("jane");
  await pull.run({ run: 2, head: "a" }, [updated], { results: "DEV=none.json" });
  expect(pull.body()).toContain("How runs on DEV ended is not known");
  await writeFile(join(workspace, "results.json"), "{}");
  const wrong = await pull.run({ run: 3, head: "a" }, [updated], { results: "DEV=results.json" });
  expect(wrong.annotations[0]?.message).toContain("is not the result of `run --json`");
});

test("a fork's token may not write, and a bot's: the same text is the job's summary, without a warning", async () => {
  for (const from of [{ fromFork: true }, { author: "dependabot[bot]" }]) {
    const pull = pullRequest(from);
    const result = await pull.run({ run: 1, head: "a" }, [updated], {}, github.readOnlyToken);
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { "comment-url": "", result: "summary" },
      annotations: [],
    });
    expect(result.summary).toMatch(/^🟡 \*\*On PROD, 1 deployment is updated\.\*\*/);
    expect(pull.comments()).toEqual([]);
  }
});

test("a forgotten permission is named, and the summary has the text", async () => {
  const result = await pullRequest().run({ run: 1, head: "a" }, [updated], {}, github.readOnlyToken);
  expect(result.exitCode).toBe(0);
  expect(result.annotations).toMatchObject([
    { level: "warning", message: expect.stringContaining("`permissions: pull-requests: write`") },
  ]);
  expect(result.summary).toContain("1 deployment is updated.");
});

test("an app's account is known again with and without its suffix", async () => {
  const pull = pullRequest();
  await pull.run({ run: 1, head: "a" }, [updated]);
  github.viewer = "github-actions";
  const again = await pull.run({ run: 2, head: "a" }, [gone]).finally(() => {
    github.viewer = github.login;
  });
  expect(again.outputs).toMatchObject({ result: "updated" });
  expect(pull.comments()).toHaveLength(1);
});

test("where GitHub fails, the step fails, and the summary has the text all the same", async () => {
  const pull = pullRequest();
  const result = await pull.run({ run: 1, head: "a" }, [updated], {}, "ghs_of_somebody_else");
  expect(result.exitCode).toBe(1);
  expect(result.annotations[0]?.message).toContain("Check github-token");
  expect(result.summary).toContain("1 deployment is updated.");
});

test("a forged marker of somebody else's changes nothing", async () => {
  const pull = pullRequest();
  const marker = '{"name":"deployments","head":"x","run":999999,"attempt":1,"state":"closed"}';
  github.repository.comments.push({
    id: 5000,
    pull: pull.number,
    author: "mallory",
    body: `<!-- prefect-cicd-plan ${marker} -->\n`,
    edits: 0,
  });
  expect((await pull.run({ run: 1, head: "a" }, [updated])).outputs).toMatchObject({ result: "created" });
  expect(pull.comments()).toMatchObject([{ author: "mallory", edits: 0 }, { author: "github-actions[bot]" }]);
});

test("2,000 deployments: whole ones up to GitHub's limit, a link to the run, and all that fits in the summary", async () => {
  const pull = pullRequest();
  const many = Array.from({ length: 2000 }, (_, index) =>
    deployment({
      name: `d${index}`,
      changes: [{ field: "description", before: "a", after: "b ".repeat(60) }],
    }),
  );
  const result = await pull.run({ run: 1, head: "a" }, many);
  expect(result).toMatchObject({ exitCode: 0, outputs: { result: "created" } });
  expect(pull.body().length).toBeLessThanOrEqual(65_536);
  expect(pull.body()).toContain(
    "more deployments. [The run's summary](https://github.example/acme/platform/actions/runs/1) has all of them.",
  );
  expect(Buffer.byteLength(result.summary)).toBeGreaterThan(800_000);
  // The last edit of a full comment has room as well.
  pull.end();
  await pull.run({ run: 2, head: "a" }, null, { plans: "", "last-edit": "closed" });
  expect(pull.body()).toMatch(/^⚪ \*\*Closed without a merge/);
});

test("hidden values show where they are allowed", async () => {
  const change = {
    field: "job_variables" as const,
    before: { image: "flows:1" },
    after: { image: "flows:2" },
  };
  const secretly = pullRequest();
  await secretly.run({ run: 1, head: "a" }, [deployment({ changes: [change] })]);
  expect(secretly.body()).not.toContain("flows:2");
  const openly = pullRequest();
  await openly.run({ run: 1, head: "a" }, [deployment({ changes: [change] })], {
    "show-values": "job_variables.image",
  });
  expect(openly.body()).toContain("<code>flows:2</code>");
});

test("deployed is said of the pull request that brought the commit", async () => {
  const pull = pullRequest();
  await pull.run({ run: 1, head: "a" }, [updated]);
  const commit = github.repository.commit("HEAD") ?? "";
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  pull.end(commit);
  const result = await runBundle("comment-plan", {
    workspace,
    inputs: { "last-edit": "deployed" },
    event: { name: "push", payload: {} },
    github: { token: github.token, api_url: github.url, repository: "acme/platform", sha: commit },
  });
  expect(result).toMatchObject({ exitCode: 0, outputs: { result: "updated" } });
  expect(pull.body()).toMatch(/^✅ \*\*Merged and deployed\.\*\*/);
});

test("each pull request whose commit was deployed is told, and that production's run failed before", async () => {
  const repository = await temporaryRepository();
  const hosted = await GitHubStandIn.start({ repository: "acme/platform", folder: repository.root });
  const commits = [await repository.commit({ VERSION: "2" }), await repository.commit({ VERSION: "3" })];
  const bodies = () => hosted.repository.comments.map(({ body }) => body.split("\n")[0]);
  const marker = markerText({ name: "deployments", head: "x", run: 1, attempt: 1, state: "changes" });
  commits.forEach((mergeCommit, index) => {
    const pull = index + 1;
    hosted.repository.pulls.push({ number: pull, head: { ref: "topic", sha: "a".repeat(40) }, mergeCommit });
    hosted.repository.comments.push({
      ...{ id: pull, pull, author: hosted.login, edits: 0 },
      body: `the plan of ${pull}\n\n${marker}`,
    });
  });
  const deployed = (given: readonly string[], result: string, lastEdit = "deployed") =>
    runBundle("comment-plan", {
      workspace,
      inputs: { "last-edit": lastEdit, commits: given.join("\n"), checks: `deploy to PROD=${result}` },
      event: { name: "push", payload: {} },
      github: {
        token: hosted.token,
        api_url: hosted.url,
        repository: "acme/platform",
        sha: commits[1] ?? "",
      },
    });
  try {
    await deployed(commits.slice(0, 1), "failure");
    expect(bodies()).toEqual([
      expect.stringMatching(/^❌ \*\*Merged, and not deployed\*\*/),
      "the plan of 2",
    ]);
    expect(hosted.repository.comments[0]?.body).toContain("❌ deploy to PROD failure");
    await deployed(commits, "success");
    expect(bodies()).toEqual(Array(2).fill("✅ **Merged and deployed.**"));
    // An old run that is started again, and is refused, takes nothing back.
    await deployed(commits.slice(0, 1), "failure");
    expect(bodies()).toEqual(Array(2).fill("✅ **Merged and deployed.**"));
  } finally {
    await hosted.stop();
  }
});

test("wrong inputs are told: no plan, a file that is none, a name that can't stand in a marker", async () => {
  await writeFile(join(workspace, "none.json"), "{}");
  for (const [inputs, words] of [
    [{ plans: "" }, "No plan is named."],
    [{ plans: "PROD=none.json" }, "none.json holds no plan"],
    [{ "comment-name": "a--b" }, "can't be the name of a comment"],
  ] as const) {
    const result = await pullRequest().run({ run: 1, head: "a" }, [updated], inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(words);
  }
});
