import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ActResult, projectRoot, runAct } from "#real-parts";
import {
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { GitHubStandIn, type PullRequest } from "../github-stand-in/index.ts";
import { type Form, makeSuite, STAMP, userWorkflows } from "./act-copies.ts";

const REPOSITORY = "acme/platform";
const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";

/** What setup-python-project is made of, as it names it. */
const SETUP_UV =
  /uses: (astral-sh\/setup-uv@\S+)/.exec(
    readFileSync(join(projectRoot, "actions/setup-python-project/action.yml"), "utf8"),
  )?.[1] ?? "";

/** Where the team deploys to. */
export interface Environments {
  dev: { apiUrl: string };
  prod: { apiUrl: string };
  authString: string;
}

export interface OpenPullRequest extends PullRequest {
  /** True where its branch is in another repository. */
  fork?: boolean;
}

export interface RunOptions {
  /** Secrets instead of the usual ones. */
  secrets?: Record<string, string>;
  /** Variables of the repository, besides the usual ones. */
  vars?: Record<string, string>;
  /** What the runner is started with, besides the usual. */
  env?: Record<string, string>;
  /** The workflow that is started, unless it is the usual one. */
  workflow?: string;
}

/** What a team copied, and what it changed of it. */
export interface TeamOptions {
  /** Folder of variants. */
  variant?: string;
  /** Values that it set at the top of the workflows, by name. */
  settings?: Record<string, string>;
}

/** A data team's repository on GitHub: what happens there starts the workflows that it copied. */
export class DataTeam {
  private nextNumber: number;

  private constructor(
    readonly github: GitHubStandIn,
    private readonly repository: TemporaryRepository,
    private readonly environments: Environments,
    private readonly folders: { checkout: string; suite: string; runner: string },
    firstNumber: number,
  ) {
    this.nextNumber = firstNumber;
  }

  /** A repository with these files, whose pull requests count from `firstNumber`. Nothing is deployed yet. */
  static async start(
    form: Form,
    environments: Environments,
    files: Record<string, string>,
    firstNumber: number,
    { variant, settings = {} }: TeamOptions = {},
  ): Promise<DataTeam> {
    const repository = await temporaryRepository();
    await repository.commit(files, "Start the platform");
    const bare = await repository.clone("--bare");
    await repository.git("remote", "add", "origin", bare.url);
    const [suite, runner] = [temporaryFolder(), temporaryFolder()];
    await makeSuite(suite);
    await mkdir(join(runner, ".github/workflows"), { recursive: true });
    for (const [name, text] of userWorkflows(form, variant)) {
      await writeFile(join(runner, ".github/workflows", name), withSettings(text, settings));
    }
    const github = await GitHubStandIn.start({ repository: REPOSITORY, folder: bare.root });
    const checkout = join(projectRoot, "test/workflows/checkout");
    return new DataTeam(github, repository, environments, { checkout, suite, runner }, firstNumber);
  }

  git(...args: string[]): Promise<string> {
    return this.repository.git(...args);
  }

  /** Commits to main without a pull request; runs nothing. */
  async commitToMain(files: Record<string, string | null>): Promise<void> {
    await this.git("switch", "--quiet", "main");
    await this.repository.commit(files);
    await this.git("push", "--quiet", "origin", "main");
  }

  async openPullRequest(
    branch: string,
    files: Record<string, string | null>,
    { fork = false, ...options }: { fork?: boolean } & RunOptions = {},
  ): Promise<{ pull: OpenPullRequest; result: ActResult }> {
    const number = this.nextNumber++;
    await this.git("switch", "--quiet", "--create", branch, "main");
    const pull: OpenPullRequest = { number, head: { ref: branch, sha: "" }, fork };
    this.github.repository.pulls.push(pull);
    return { pull, result: await this.commitAndRun(pull, files, "opened", options) };
  }

  async pushAgain(pull: OpenPullRequest, files: Record<string, string | null>): Promise<ActResult> {
    await this.git("switch", "--quiet", pull.head.ref);
    return this.commitAndRun(pull, files, "synchronize");
  }

  private async commitAndRun(
    pull: OpenPullRequest,
    files: Record<string, string | null>,
    action: string,
    options: RunOptions = {},
  ): Promise<ActResult> {
    pull.head.sha = await this.repository.commit(files);
    // A fork's commits reach the repository as the pull request's head only.
    const refs = [
      `HEAD:refs/pull/${pull.number}/head`,
      ...(pull.fork ? [] : [`HEAD:refs/heads/${pull.head.ref}`]),
    ];
    await this.git("push", "--quiet", "--force", "origin", ...refs);
    const { workflow = "prefect-deployments-pull-request.yml" } = options;
    return this.runOnPullRequest(workflow, pull, action, options);
  }

  /** Runs again what an earlier push of a pull request had started. */
  runAgain(pull: OpenPullRequest, sha: string): Promise<ActResult> {
    const then = { ...pull, head: { ...pull.head, sha } };
    return this.runOnPullRequest("prefect-deployments-pull-request.yml", then, "synchronize");
  }

  /** Merges into main; gives what the push started, and what the closing did. */
  async merge(pull: OpenPullRequest): Promise<{ merged: ActResult; closed: ActResult }> {
    await this.git("switch", "--quiet", "main");
    const before = await this.git("rev-parse", "HEAD");
    await this.git("merge", "--quiet", "--no-ff", `--message=Merge ${pull.head.ref}`, pull.head.sha);
    await this.git("push", "--quiet", "origin", "main");
    pull.mergeCommit = await this.git("rev-parse", "HEAD");
    const merged = await this.runOnPush(before, pull.mergeCommit);
    return { merged, closed: await this.runOnPullRequest("prefect-deployments-close.yml", pull, "closed") };
  }

  async close(pull: OpenPullRequest): Promise<ActResult> {
    pull.state = "closed";
    return this.runOnPullRequest("prefect-deployments-close.yml", pull, "closed");
  }

  sweep(): Promise<ActResult> {
    return this.run("prefect-deployments-close.yml", "schedule", {}, "main");
  }

  async dispatch(inputs: Record<string, string>): Promise<ActResult> {
    return this.run("prefect-deployments-merge.yml", "workflow_dispatch", { inputs }, "main");
  }

  /** Runs what a push to main from one commit to another starts, or starts again. */
  async runOnPush(before: string, after: string, options: RunOptions = {}): Promise<ActResult> {
    const commit = (ref: string) => (/^0+$/.test(ref) ? ref : this.git("rev-parse", ref));
    const payload = {
      ref: "refs/heads/main",
      before: await commit(before),
      after: await commit(after),
      forced: false,
    };
    return this.run(options.workflow ?? "prefect-deployments-merge.yml", "push", payload, after, options);
  }

  /** Runs what something that happens to a pull request starts. */
  async runOnPullRequest(
    workflow: string,
    { number, head, fork, mergeCommit }: OpenPullRequest,
    action: string,
    options: RunOptions = {},
  ): Promise<ActResult> {
    const owner = { full_name: fork ? "somebody/platform" : REPOSITORY };
    const base = { ref: "main", sha: await this.git("rev-parse", "main"), repo: { full_name: REPOSITORY } };
    const merged =
      mergeCommit === undefined ? { merged: false } : { merged: true, merge_commit_sha: mergeCommit };
    const pull_request = { number, head: { ...head, repo: owner }, base, ...merged };
    return this.run(workflow, "pull_request", { action, number, pull_request }, head.sha, options);
  }

  async run(
    workflow: string,
    event: string,
    payload: object,
    ref: string,
    options: RunOptions = {},
  ): Promise<ActResult> {
    const repository = {
      full_name: REPOSITORY,
      default_branch: "main",
      name: "platform",
      owner: { login: "acme" },
    };
    const { checkout, suite, runner } = this.folders;
    const { dev, prod, authString } = this.environments;
    const remote = await this.git("remote", "get-url", "origin");
    return runAct({
      folder: runner,
      workflow,
      event: { name: event, payload: { ...payload, repository } },
      repositories: {
        [CHECKOUT]: checkout,
        [SETUP_UV]: join(projectRoot, "test/workflows/setup-uv"),
        [`${STAMP.repository}@${STAMP.ref}`]: suite,
      },
      vars: {
        DEV_PREFECT_API_URL: dev.apiUrl,
        PROD_PREFECT_API_URL: prod.apiUrl,
        PROD_PLAN_PREFECT_API_URL: prod.apiUrl,
        ...options.vars,
      },
      secrets: {
        GITHUB_TOKEN: this.github.token,
        ...(options.secrets ?? { PREFECT_API_AUTH_STRING: authString }),
      },
      env: {
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_API_URL: this.github.url,
        GITHUB_REF: payload && "pull_request" in payload ? "refs/pull/1/merge" : "refs/heads/main",
        SHA_REF: await this.git("rev-parse", ref),
        CHECKOUT_REMOTE: remote,
        ...options.env,
      },
    });
  }

  stop(): Promise<void> {
    return this.github.stop();
  }
}

function withSettings(text: string, settings: Record<string, string>): string {
  return Object.entries(settings).reduce(
    (changed, [name, value]) => changed.replace(new RegExp(`^  ${name}: .*$`, "m"), `  ${name}: ${value}`),
    text,
  );
}

/** The jobs of a run that went well; one that did not shows its log. */
export function succeeded({ exitCode, jobs, log }: ActResult): string[] {
  if (exitCode !== 0) throw new Error(log);
  return Object.keys(jobs).filter((name) => jobs[name] === "success");
}
