import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ActResult, runAct } from "#services";
import {
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { GitHubStandIn, type PullRequest } from "../github/index.ts";
import { type Form, makeSuite, STAMP, userWorkflows, withoutJobs } from "../workflows/act-copies.ts";
import { STAND_INS } from "../workflows/stand-ins.ts";

const REPOSITORY = "acme/platform";

/** The files that a team copied for one of the pipelines, started by what happens to pull requests. */
export interface Pipeline {
  pullRequest: string;
  merge: string;
  close: string;
}

export const FLOWS_IMAGE: Pipeline = {
  pullRequest: "flows-image-pull-request.yml",
  merge: "flows-image-merge.yml",
  close: "prefect-work-pool-close.yml",
};

export const WORKER: Pipeline = {
  pullRequest: "prefect-worker-pull-request.yml",
  merge: "prefect-worker-merge.yml",
  close: "prefect-worker-close.yml",
};

export const WORK_POOL: Pipeline = {
  pullRequest: "prefect-work-pool-pull-request.yml",
  merge: "prefect-work-pool-merge.yml",
  close: "prefect-work-pool-close.yml",
};

export const DEPLOYMENTS: Pipeline = {
  pullRequest: "prefect-deployments-pull-request.yml",
  merge: "prefect-deployments-merge.yml",
  close: "prefect-deployments-close.yml",
};

/** Image, worker and deployments in one file a moment. */
export const PLATFORM: Pipeline = {
  pullRequest: "prefect-platform-pull-request.yml",
  merge: "prefect-platform.yml",
  close: "prefect-platform-close.yml",
};

/** The one caller of all moments. */
export const ONE_FILE: Pipeline = {
  pullRequest: "prefect-deployments.yml",
  merge: "prefect-deployments.yml",
  close: "prefect-deployments.yml",
};

/** What the team has set on GitHub; those of the environment dev begin with `DEV_`, those of prod with `PROD_`. */
export interface Configuration {
  vars: Record<string, string>;
  secrets: Record<string, string>;
}

export interface TeamOptions {
  /** Templates unless it says otherwise. */
  form?: Form;
  /** Folder of variants. */
  variant?: string;
  /** The deployments' unless given. */
  pipeline?: Pipeline;
  configuration?: Configuration;
  /** What the team has set in the files that it copied, by the settings' names. */
  settings?: Record<string, string>;
  /** Ids of jobs that the team left out of the files that it copied. */
  withoutJobs?: readonly string[];
  files: Record<string, string>;
  /** `owner/name` on GitHub; acme/platform unless given. */
  repository?: string;
  /** GitHub keeps attestations of public repositories; private unless given. */
  visibility?: "public" | "private";
  /** The repository's default branch; main unless given, and else the one line of each file says so. */
  defaultBranch?: string;
  /** Number of the first pull request, 1 unless given. */
  firstNumber?: number;
  /** Of the machines that jobs run on: variables, and folders with programs. */
  machine?: { env: Record<string, string>; path?: readonly string[] };
}

export interface OpenPullRequest extends PullRequest {
  /** True where its branch is in another repository. */
  fork?: boolean;
  draft?: boolean;
}

type NewPullRequest = Pick<OpenPullRequest, "fork" | "draft" | "author">;

/** What differs from the usual. */
export interface RunOptions extends Partial<Configuration> {
  /** What the runner is started with besides. */
  env?: Record<string, string>;
  /** The workflow that is started. */
  workflow?: string;
}

/** A data team's repository on GitHub: what happens there starts the workflows that it copied. */
export class DataTeam {
  private nextNumber: number;
  private runNumber = 0;
  /** Number of the run that a pull request's commit started first. */
  private readonly runOfCommit = new Map<string, number>();
  private readonly pipeline: Pipeline;
  readonly configuration: Configuration;

  readonly defaultBranch: string;
  private readonly fullName: string;
  readonly github: GitHubStandIn;
  private readonly repository: TemporaryRepository;
  private readonly options: TeamOptions;
  private readonly folders: { suite: string; runner: string };

  private constructor(
    github: GitHubStandIn,
    repository: TemporaryRepository,
    options: TeamOptions,
    folders: { suite: string; runner: string },
  ) {
    this.github = github;
    this.repository = repository;
    this.options = options;
    this.folders = folders;
    this.fullName = options.repository ?? REPOSITORY;
    this.defaultBranch = options.defaultBranch ?? "main";
    this.nextNumber = options.firstNumber ?? 1;
    this.pipeline = options.pipeline ?? DEPLOYMENTS;
    this.configuration = options.configuration ?? { vars: {}, secrets: {} };
  }

  /** A repository with the files on main. Nothing is deployed yet. */
  static async start(options: TeamOptions): Promise<DataTeam> {
    const repository = await temporaryRepository();
    const { defaultBranch = "main", repository: fullName = REPOSITORY } = options;
    if (defaultBranch !== "main") await repository.git("symbolic-ref", "HEAD", `refs/heads/${defaultBranch}`);
    await repository.commit(options.files, "Start the platform");
    const bare = await repository.clone("--bare");
    await repository.git("remote", "add", "origin", bare.url);
    const [suite, runner] = [temporaryFolder(), temporaryFolder()];
    await makeSuite(suite);
    await mkdir(join(runner, ".github/workflows"), { recursive: true });
    for (const [name, text] of userWorkflows(options.form ?? "template", options.settings, options.variant)) {
      const edited = text.replace(/^ {4}branches: \[main\]$/m, `    branches: [${defaultBranch}]`);
      const copied = withoutJobs(edited, options.withoutJobs ?? []);
      await writeFile(join(runner, ".github/workflows", name), copied);
    }
    const github = await GitHubStandIn.start({ repository: fullName, folder: bare.root });
    return new DataTeam(github, repository, options, { suite, runner });
  }

  git(...args: string[]): Promise<string> {
    return this.repository.git(...args);
  }

  /** Puts a symbolic link into the files; the next commit has it. */
  link(path: string, target: string): void {
    this.repository.link(path, target);
  }

  /** Commits to main without a pull request; runs nothing. */
  async commitToMain(files: Record<string, string | null>): Promise<void> {
    await this.git("switch", "--quiet", this.defaultBranch);
    await this.repository.commit(files);
    await this.git("push", "--quiet", "origin", this.defaultBranch);
  }

  async openPullRequest(
    branch: string,
    files: Record<string, string | null>,
    { fork = false, draft = false, author, ...options }: NewPullRequest & RunOptions = {},
  ): Promise<{ pull: OpenPullRequest; result: ActResult }> {
    const number = this.nextNumber++;
    await this.git("switch", "--quiet", "--create", branch, this.defaultBranch);
    const head = { ref: branch, sha: "" };
    const pull: OpenPullRequest = { number, head, fork, draft, ...(author === undefined ? {} : { author }) };
    this.github.repository.pulls.push(pull);
    return { pull, result: await this.commitAndRun(pull, files, "opened", options) };
  }

  async pushAgain(
    pull: OpenPullRequest,
    files: Record<string, string | null>,
    options: RunOptions = {},
  ): Promise<ActResult> {
    await this.git("switch", "--quiet", pull.head.ref);
    return this.commitAndRun(pull, files, "synchronize", options);
  }

  private async commitAndRun(
    pull: OpenPullRequest,
    files: Record<string, string | null>,
    action: string,
    options: RunOptions = {},
  ): Promise<ActResult> {
    const before = pull.head.sha || undefined;
    pull.head.sha = await this.repository.commit(files);
    // A fork's commits reach the repository as the pull request's head only.
    const refs = [
      `HEAD:refs/pull/${pull.number}/head`,
      ...(pull.fork ? [] : [`HEAD:refs/heads/${pull.head.ref}`]),
    ];
    await this.git("push", "--quiet", "--force", "origin", ...refs);
    const { workflow = this.pipeline.pullRequest } = options;
    return this.runOnPullRequest(workflow, pull, action, options, before);
  }

  /** Runs again what a push of a pull request had started, by default the newest one: the same run's second attempt. */
  runAgain(pull: OpenPullRequest, sha = pull.head.sha): Promise<ActResult> {
    const then = { ...pull, head: { ...pull.head, sha } };
    const number = this.runOfCommit.get(sha);
    const env = {
      GITHUB_RUN_ATTEMPT: "2",
      ...(number === undefined ? {} : { GITHUB_RUN_NUMBER: String(number) }),
    };
    return this.runOnPullRequest(this.pipeline.pullRequest, then, "synchronize", { env });
  }

  /** The pull request's comment, which there is at most one of; undefined where there is none. */
  commentOn({ number }: OpenPullRequest): string | undefined {
    const [comment, ...more] = this.github.repository.comments.filter(({ pull }) => pull === number);
    if (more.length > 0) throw new Error(`Pull request ${number} has ${more.length + 1} comments.`);
    return comment?.body;
  }

  /** Merges into main; gives what the push started, and what the closing did. */
  async merge(
    pull: OpenPullRequest,
    options: RunOptions = {},
  ): Promise<{ merged: ActResult; closed: ActResult }> {
    await this.git("switch", "--quiet", this.defaultBranch);
    const before = await this.git("rev-parse", "HEAD");
    await this.git("merge", "--quiet", "--no-ff", `--message=Merge ${pull.head.ref}`, pull.head.sha);
    await this.git("push", "--quiet", "origin", this.defaultBranch);
    pull.mergeCommit = await this.git("rev-parse", "HEAD");
    const merged = await this.runOnPush(before, pull.mergeCommit, options);
    return { merged, closed: await this.runOnPullRequest(this.pipeline.close, pull, "closed") };
  }

  async close(pull: OpenPullRequest): Promise<ActResult> {
    pull.state = "closed";
    return this.runOnPullRequest(this.pipeline.close, pull, "closed");
  }

  /** The night's run for pull requests whose closing started none. */
  sweep(): Promise<ActResult> {
    return this.run(this.pipeline.close, "schedule", {}, this.defaultBranch);
  }

  async dispatch(
    inputs: Record<string, string> = {},
    workflow = this.pipeline.merge,
    options: RunOptions = {},
  ): Promise<ActResult> {
    return this.run(workflow, "workflow_dispatch", { inputs }, this.defaultBranch, options);
  }

  /** Runs what a push to main from one commit to another starts, or starts again. */
  async runOnPush(before: string, after: string, options: RunOptions = {}): Promise<ActResult> {
    const commit = (ref: string) => (/^0+$/.test(ref) ? ref : this.git("rev-parse", ref));
    const payload = {
      ref: `refs/heads/${this.defaultBranch}`,
      before: await commit(before),
      after: await commit(after),
      forced: false,
    };
    return this.run(options.workflow ?? this.pipeline.merge, "push", payload, after, options);
  }

  /** Runs what something that happens to a pull request starts. */
  async runOnPullRequest(
    workflow: string,
    { number, head, fork, draft = false, author, labels = [], mergeCommit }: OpenPullRequest,
    action: string,
    options: RunOptions = {},
    before?: string,
  ): Promise<ActResult> {
    const { fullName: full_name, defaultBranch: ref } = this;
    const owner = { full_name: fork ? "somebody/platform" : full_name };
    const base = { ref, sha: await this.git("rev-parse", ref), repo: { full_name } };
    const merged =
      mergeCommit === undefined ? { merged: false } : { merged: true, merge_commit_sha: mergeCommit };
    const pull_request = {
      ...{ number, draft, head: { ...head, repo: owner }, base, ...merged },
      labels: labels.map((name) => ({ name })),
      user: { login: author ?? "octocat" },
    };
    // Neither secrets nor variables reach a fork's pull request, and its token may only read.
    const ofFork = { vars: {}, secrets: { GITHUB_TOKEN: this.github.readOnlyToken } };
    const reached = fork ? { ...ofFork, ...options } : options;
    return this.run(workflow, "pull_request", { action, number, before, pull_request }, head.sha, reached);
  }

  async run(
    workflow: string,
    event: string,
    payload: object,
    commit: string,
    options: RunOptions = {},
  ): Promise<ActResult> {
    const [login = "", name = ""] = this.fullName.split("/");
    // What a schedule starts is told no repository.
    const repository =
      event === "schedule"
        ? undefined
        : {
            full_name: this.fullName,
            default_branch: this.defaultBranch,
            visibility: this.options.visibility ?? "private",
            name,
            owner: { login },
          };
    this.runNumber++;
    if (event === "pull_request" && !this.runOfCommit.has(commit)) {
      this.runOfCommit.set(commit, this.runNumber);
    }
    const ref = "pull_request" in payload ? "refs/pull/1/merge" : `refs/heads/${this.defaultBranch}`;
    const { suite, runner } = this.folders;
    const {
      configuration,
      options: { machine },
    } = this;
    const remote = await this.git("remote", "get-url", "origin");
    return runAct({
      folder: runner,
      workflow,
      event: { name: event, payload: { ...payload, repository } },
      repositories: {
        ...STAND_INS,
        [`${STAMP.repository}@${STAMP.ref}`]: suite,
      },
      vars: options.vars ?? configuration.vars,
      secrets: { GITHUB_TOKEN: this.github.token, ...(options.secrets ?? configuration.secrets) },
      path: machine?.path ?? [],
      env: {
        // A run's artifacts are its own.
        ARTIFACTS_FOLDER: temporaryFolder(),
        ...machine?.env,
        GITHUB_RUN_NUMBER: String(this.runNumber),
        GITHUB_REPOSITORY: this.fullName,
        GITHUB_API_URL: this.github.url,
        GITHUB_REF: ref,
        GITHUB_WORKFLOW_REF: `${this.fullName}/.github/workflows/${workflow}@${ref}`,
        SHA_REF: await this.git("rev-parse", commit),
        CHECKOUT_REMOTE: remote,
        ...options.env,
      },
    });
  }

  stop(): Promise<void> {
    return this.github.stop();
  }
}

/** What a failure on the default branch starts besides; without a webhook it tells nobody. */
export const TOLD = { "tell of the failure": "success" };

/** The jobs of a run that went well; one that did not shows its log. */
export function succeeded({ exitCode, jobs, log }: ActResult): string[] {
  if (exitCode !== 0) throw new Error(log);
  return Object.keys(jobs).filter((name) => jobs[name] === "success");
}

/** The jobs that ran and how they ended, of a run whose log shows none of `secrets`. */
export function outcomes({ jobs, log, exitCode }: ActResult, secrets: readonly string[]): ActResult["jobs"] {
  if (secrets.some((secret) => log.includes(secret))) throw new Error("The log shows a secret.");
  if ((exitCode === 0) !== !Object.values(jobs).includes("failure")) throw new Error(log);
  return jobs;
}
