import type { StepOptions } from "#real-parts";
import { GitHubStandIn } from "../test/github-stand-in/index.ts";
import { type JobOptions, runJob } from "./job.ts";
import { subheading } from "./print.ts";
import type { SampleRepository } from "./sample-repository.ts";

const PULL_REQUEST = "prefect-deployments-pull-request.yml";
const MERGE = "prefect-deployments-merge.yml";
const CLOSE = "prefect-deployments-close.yml";

const NUMBER = 12;
const BRANCH = "feature/refunds";
/** What a push has as `before` when it makes the branch. */
const NO_COMMIT = "0".repeat(40);

/**
 * The moments of a pull request's life, as the workflows of workflows-templates/ meet them. GitHub's API, which tells
 * which pull requests are open, is a stand-in on loopback.
 */
export class Moments {
  private readonly repository: SampleRepository;
  private readonly addresses: { DEV: string; PROD: string };
  private readonly github: GitHubStandIn;

  private constructor(repository: SampleRepository, addresses: Moments["addresses"], github: GitHubStandIn) {
    this.repository = repository;
    this.addresses = addresses;
    this.github = github;
  }

  /** @param addresses of the two Prefect servers' APIs */
  static async start(repository: SampleRepository, addresses: Moments["addresses"]): Promise<Moments> {
    const github = await GitHubStandIn.start({ repository: "acme/edp", folder: repository.folder });
    return new Moments(repository, addresses, github);
  }

  stop(): Promise<void> {
    return this.github.stop();
  }

  /** The platform as it stands before: the first push of main, in both environments. */
  async firstPush(): Promise<void> {
    const push = await this.push(NO_COMMIT);
    await this.job(MERGE, "dev", "DEV", push);
    await this.job(MERGE, "prod", "PROD", push);
  }

  async pullRequestOpened(): Promise<void> {
    const { git } = this.repository;
    const sha = await git("rev-parse", BRANCH);
    await git("push", "--quiet", "origin", `${BRANCH}:refs/pull/${NUMBER}/head`);
    this.github.repository.pulls.push({ number: NUMBER, head: { ref: BRANCH, sha } });
    const event = await this.pullRequest("opened");
    const check = (await this.job(PULL_REQUEST, "check", "DEV", event)) ?? {};
    await this.job(PULL_REQUEST, "dev", "DEV", event, { check });
  }

  /** @param before the commit of main before the merge */
  async merged(before: string): Promise<void> {
    const [pull] = this.github.repository.pulls;
    if (pull) pull.mergeCommit = await this.repository.git("rev-parse", "main");
    await this.job(MERGE, "prod", "PROD", await this.push(before));
  }

  /** @param before the commit of main before the merge, which starts a job for DEV too */
  async pullRequestClosed(before: string): Promise<void> {
    await this.job(CLOSE, "clean", "DEV", await this.pullRequest("closed"));
    await this.job(MERGE, "dev", "DEV", await this.push(before));
  }

  private async job(
    template: string,
    job: string,
    environment: "DEV" | "PROD",
    { event, sha, ref }: Started,
    needs: NonNullable<JobOptions["needs"]> = {},
  ): Promise<Record<string, string> | undefined> {
    subheading(`${template}, job ${job}`);
    return runJob(template, job, {
      repository: this.repository,
      event,
      github: { repository: "acme/edp", token: this.github.token, sha, ref },
      vars: { PREFECT_API_URL: this.addresses[environment] },
      needs,
      env: { EDP_REPOSITORY: this.repository.remote, ...this.github.environment },
    });
  }

  private async pullRequest(action: "opened" | "closed"): Promise<Started> {
    const side = async (ref: string) => ({
      ref,
      sha: await this.repository.git("rev-parse", ref),
      repo: { full_name: "acme/edp" },
    });
    const head = await side(BRANCH);
    const pull_request = { number: NUMBER, merged: action === "closed", head, base: await side("main") };
    const payload = {
      action,
      number: NUMBER,
      pull_request,
      repository: { full_name: "acme/edp", default_branch: "main" },
    };
    return { event: { name: "pull_request", payload }, sha: head.sha, ref: `refs/pull/${NUMBER}/merge` };
  }

  private async push(before: string): Promise<Started> {
    const after = await this.repository.git("rev-parse", "main");
    const payload = {
      ref: "refs/heads/main",
      before,
      after,
      forced: false,
      repository: { full_name: "acme/edp", default_branch: "main" },
    };
    return { event: { name: "push", payload }, sha: after, ref: "refs/heads/main" };
  }
}

/** What starts a workflow run, with the commit and ref that GitHub names for it. */
interface Started {
  event: NonNullable<StepOptions["event"]>;
  sha: string;
  ref: string;
}
