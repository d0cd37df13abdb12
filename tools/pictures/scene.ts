import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { bringBundlesUpToDate, commandLineBundle, projectRoot, runBundle } from "#services";
import { readIdentity } from "../../pipelines/identity.ts";
import { GitHubStandIn } from "../../test/github/index.ts";
import { makeSampleRepository, type SampleRepository } from "../../test/platform/sample-repository.ts";
import { makePullRequestChanges } from "../demo/changes.ts";
import { startEnvironment } from "../demo/environment.ts";
import type { Command } from "./terminal.ts";

/** What the command line and an action really said of the sample platform's pull request. */
export interface Scene {
  faults: Command[];
  plan: Command[];
  /** The job summary of apply-deployments, in Markdown. */
  summary: string;
  /** The pull request's comment of comment-plan, in Markdown. */
  comment: string;
}

/** Where the server stands in the pictures; on this machine it has another port each time. */
const SHOWN_ADDRESS = "https://prefect-dev.example.com/api";

/** What the team's repository is called there; pushes go to a folder of this machine. */
const GITHUB = { server_url: "https://github.com", repository: "acme/edp" };
const SHOWN_REPOSITORY = `${GITHUB.server_url}/${GITHUB.repository}.git`;

/** Commits get the same ids each time, for they are made at the same time. */
const DATE = "2026-01-01T12:00:00Z";

/** Deploys the sample platform to a real Prefect server, then plans and applies what a pull request changes. */
export async function playScene(): Promise<Scene> {
  const { name } = await readIdentity(projectRoot);
  Object.assign(process.env, { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE });
  bringBundlesUpToDate();
  const environment = await startEnvironment("DEV", "edp-work-pool");
  const repository = await makeSampleRepository();
  try {
    await repository.git("remote", "set-url", "origin", SHOWN_REPOSITORY);
    await repository.git("remote", "set-url", "--push", "origin", repository.remote);
    const { apiUrl } = environment.server;
    const shown = (text: string) =>
      text.replaceAll(apiUrl, SHOWN_ADDRESS).replaceAll(keptApart(apiUrl), keptApart(SHOWN_ADDRESS));
    const run = async (typed: string, expected = 0): Promise<Command> => {
      const args = typed.replaceAll("\\\n", " ").split(/\s+/);
      const { exitCode, stdout, stderr } = await runLocally(process.execPath, [commandLineBundle, ...args], {
        cwd: repository.folder,
        env: { PREFECT_API_URL: apiUrl, EDP_REPOSITORY: SHOWN_REPOSITORY },
      });
      if (exitCode !== expected)
        throw new Error(`${name} ${typed} ended with ${exitCode}:\n${stdout}${stderr}`);
      return { typed: `${name} ${typed}`, printed: shown(expected === 0 ? stdout : `${stdout}${stderr}`) };
    };
    await run("apply --branch main --schedules paused");
    await makePullRequestChanges(repository);
    const changes = (await run("detect --target-branch main --json")).printed;
    await writeFile(join(repository.folder, "changes.json"), changes);
    const comment = await commented(repository, join(repository.folder, "changes.json"));
    const plan = await run(
      "plan --changes-file changes.json --branch feature/refunds \\\n  --tags pr-12 --schedules paused --removed-policy pause",
    );
    await rm(join(repository.folder, "changes.json"));
    const summary = shown(await applied(repository, apiUrl, changes));
    return { plan: [plan], summary, comment, faults: [await faulty(repository, run)] };
  } finally {
    await environment.server.stop();
    await rm(repository.temporary, { recursive: true, force: true });
  }
}

/** An address as it stands in escaped Markdown. */
function keptApart(address: string): string {
  return address.replace("://", ":<wbr>//");
}

/** The pull request as the workflow deploys it. */
async function applied(repository: SampleRepository, apiUrl: string, changes: string): Promise<string> {
  const { deployments, removed, reasons } = JSON.parse(changes) as Record<string, unknown>;
  const { exitCode, summary, log } = await runBundle("apply-deployments", {
    workspace: repository.folder,
    github: GITHUB,
    env: { EDP_REPOSITORY: SHOWN_REPOSITORY },
    inputs: {
      "prefect-api-url": apiUrl,
      deployments: JSON.stringify(deployments),
      removed: JSON.stringify(removed),
      "removed-policy": "pause",
      reasons: JSON.stringify(reasons),
      branch: "feature/refunds",
      tags: "pr-12",
      schedules: "paused",
    },
  });
  if (exitCode !== 0) throw new Error(`apply-deployments ended with ${exitCode}:\n${log}`);
  return summary;
}

/** Next runs are told from this moment on. */
const AT_DATE = `data:text/javascript,${encodeURIComponent(
  `const now = Date.parse(${JSON.stringify(DATE)});
   globalThis.Date = class extends Date {
     constructor(...given) { given.length ? super(...given) : super(now); }
     static now() { return now; }
   };`,
)}`;

/** What the workflow says of the pull request in its comment, on GitHub's stand-in. */
async function commented(repository: SampleRepository, changesFile: string): Promise<string> {
  const github = await GitHubStandIn.start({ repository: "acme/edp", folder: repository.folder });
  try {
    const head = await repository.git("rev-parse", "HEAD");
    github.repository.pulls.push({ number: 12, head: { ref: "feature/refunds", sha: head } });
    const repo = { full_name: "acme/edp" };
    const pull = {
      number: 12,
      head: { sha: head, ref: "feature/refunds", repo },
      base: { sha: await repository.git("rev-parse", "main"), ref: "main", repo },
    };
    const step = {
      workspace: repository.folder,
      event: { name: "pull_request", payload: { pull_request: pull } },
      github: { repository: "acme/edp", token: github.token, api_url: github.url },
      env: { EDP_REPOSITORY: repository.remote, NODE_OPTIONS: `--import=${AT_DATE}` },
    };
    const planned = await runBundle("plan-deployments", {
      ...step,
      inputs: {
        against: "base",
        "changes-file": changesFile,
        "removed-policy": "delete",
        branch: "main",
        schedules: "keep",
      },
    });
    const said = await runBundle("comment-plan", {
      ...step,
      inputs: {
        plans: `PROD=${planned.outputs["plan-file"]}`,
        checks: "check deployments=success\ndeploy to DEV=success",
        "show-values": "job_variables.image",
      },
    });
    const [comment] = github.repository.comments;
    if (comment === undefined) throw new Error(`No comment was written:\n${planned.log}\n${said.log}`);
    return comment.body;
  } finally {
    await github.stop();
  }
}

/** The mistakes that deployments are made with, found before anything is sent. */
async function faulty(
  repository: SampleRepository,
  run: (typed: string, expected: number) => Promise<Command>,
): Promise<Command> {
  const text = await repository.read("prefect.yaml");
  const mistaken = text
    .replace(
      "parameters: {source: shop, table: orders}",
      "parameters: {source: shop, table: orders, batch_size: lots}",
    )
    .replace("flows/transform.py:transform", "flows/transform.py:transfrom")
    .replace('cron: "30 2 * * *"', 'cron: "30 2 * * MOM"');
  await writeFile(join(repository.folder, "prefect.yaml"), mistaken);
  return run("validate", 1);
}
