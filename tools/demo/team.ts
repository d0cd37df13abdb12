import { fileURLToPath } from "node:url";
import type { StepOptions } from "#services";
import { GitHubStandIn, type PullRequest } from "../../test/github/index.ts";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import { type JobOptions, type JobResult, runJob } from "./job.ts";
import { subheading } from "./print.ts";

const REPOSITORY = "acme/edp";
/** What a push has as `before` when it makes the branch. */
export const NO_COMMIT = "0".repeat(40);

/** What the team has set, in its files and on GitHub, and the machine that its jobs run on. */
export type TeamOptions = Pick<JobOptions, "settings" | "configuration" | "environments" | "env">;

/** What starts a workflow run, with what GitHub's context names for it. */
export interface Started {
  event: NonNullable<StepOptions["event"]>;
  github: { sha: string; ref: string; run_number: string };
}

/**
 * A data team's repository on GitHub: what happens to its pull requests, and the jobs that this starts. GitHub's API,
 * which tells which pull requests are open and takes releases, is a stand-in on loopback.
 */
export class Team {
  private runs = 0;

  readonly repository: SampleRepository;
  private readonly options: TeamOptions;
  private readonly github: GitHubStandIn;

  private constructor(repository: SampleRepository, options: TeamOptions, github: GitHubStandIn) {
    this.repository = repository;
    this.options = options;
    this.github = github;
  }

  static async start(repository: SampleRepository, options: TeamOptions): Promise<Team> {
    const folder = fileURLToPath(repository.remote);
    return new Team(repository, options, await GitHubStandIn.start({ repository: REPOSITORY, folder }));
  }

  stop(): Promise<void> {
    return this.github.stop();
  }

  /** Comments of pull requests as they stand now, the oldest first. */
  get comments(): string[] {
    return this.github.repository.comments.map(({ body }) => body);
  }

  /** Tags of the releases that were made, the oldest first. */
  get releases(): string[] {
    return this.github.repository.releases.map(({ tag }) => tag);
  }

  /** Runs one job of a template, and says so. */
  job(
    template: string,
    name: string,
    { event, github }: Started,
    needs: Record<string, JobResult> = {},
  ): Promise<JobResult> {
    subheading(`${template}, job ${name}`);
    const { repository, options } = this;
    return runJob(template, name, {
      ...options,
      repository,
      event,
      github: { ...github, repository: REPOSITORY, token: this.github.token },
      needs,
      env: { ...options.env, ...this.github.environment },
    });
  }

  /** Opens a pull request of a branch that was pushed. */
  async open(number: number, branch: string): Promise<PullRequest> {
    const pull: PullRequest = { number, head: { ref: branch, sha: "" } };
    this.github.repository.pulls.push(pull);
    await this.pushed(pull);
    return pull;
  }

  /** Lets the pull request have its branch's newest commit, as every push to the branch does. */
  async pushed({ number, head }: PullRequest): Promise<void> {
    const { git } = this.repository;
    head.sha = await git("rev-parse", head.ref);
    await git("push", "--quiet", "--force", "origin", `${head.ref}:refs/pull/${number}/head`);
  }

  /** Merges it into main as GitHub's merge button does. Returns main's commit before. */
  async merge(pull: PullRequest): Promise<string> {
    const { git } = this.repository;
    await git("switch", "--quiet", "main");
    const before = await git("rev-parse", "HEAD");
    const message = `Merge pull request #${pull.number}`;
    await git("merge", "--quiet", "--no-ff", "--message", message, pull.head.ref);
    await git("push", "--quiet", "origin", "main");
    pull.mergeCommit = await git("rev-parse", "HEAD");
    return before;
  }

  /** Closes it without merging it. */
  async close(pull: PullRequest): Promise<void> {
    pull.state = "closed";
    await this.repository.git("switch", "--quiet", "main");
  }

  async onPullRequest(
    { number, head, mergeCommit }: PullRequest,
    action: "opened" | "synchronize" | "closed",
  ): Promise<Started> {
    const repo = { full_name: REPOSITORY };
    const base = { ref: "main", sha: await this.repository.git("rev-parse", "main"), repo };
    const merged =
      mergeCommit === undefined ? { merged: false } : { merged: true, merge_commit_sha: mergeCommit };
    const pull_request = { number, head: { ...head, repo }, base, ...merged };
    return this.started(
      "pull_request",
      { action, number, pull_request },
      head.sha,
      `refs/pull/${number}/merge`,
    );
  }

  /** @param before main's commit before the push */
  async onPush(before: string): Promise<Started> {
    const after = await this.repository.git("rev-parse", "main");
    const payload = { ref: "refs/heads/main", before, after, forced: false };
    return this.started("push", payload, after, "refs/heads/main");
  }

  /** A workflow that is started by hand. */
  async onDispatch(): Promise<Started> {
    const sha = await this.repository.git("rev-parse", "main");
    return this.started("workflow_dispatch", { inputs: {} }, sha, "refs/heads/main");
  }

  private started(name: string, payload: object, sha: string, ref: string): Started {
    const repository = { full_name: REPOSITORY, default_branch: "main" };
    const run_number = String(++this.runs);
    return { event: { name, payload: { ...payload, repository } }, github: { sha, ref, run_number } };
  }
}
