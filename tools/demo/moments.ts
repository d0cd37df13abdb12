import type { PullRequest } from "../../test/github/repository.ts";
import type { SampleRepository } from "../../test/platform/sample-repository.ts";
import { BRANCH } from "./changes.ts";
import { NO_COMMIT, Team } from "./team.ts";

const PULL_REQUEST = "prefect-deployments-pull-request.yml";
const MERGE = "prefect-deployments-merge.yml";
const CLOSE = "prefect-deployments-close.yml";

const NUMBER = 12;

/** The moments of a pull request's life, as the deployments' workflows of workflows-templates/ meet them. */
export class Moments {
  private pull: PullRequest = { number: NUMBER, head: { ref: BRANCH, sha: "" } };
  /** The commit of main before the merge. */
  private before = "";

  private readonly team: Team;

  private constructor(team: Team) {
    this.team = team;
  }

  /** @param addresses of the two Prefect servers' APIs */
  static async start(
    repository: SampleRepository,
    addresses: { DEV: string; PROD: string },
  ): Promise<Moments> {
    const environments = {
      dev: { vars: { PREFECT_API_URL: addresses.DEV } },
      prod: { vars: { PREFECT_API_URL: addresses.PROD } },
    };
    return new Moments(await Team.start(repository, { environments }));
  }

  stop(): Promise<void> {
    return this.team.stop();
  }

  /** The platform as it stands before: the first push of main, in both environments. */
  async firstPush(): Promise<void> {
    const push = await this.team.onPush(NO_COMMIT);
    await this.team.job(MERGE, "dev", push);
    await this.team.job(MERGE, "prod", push);
  }

  async pullRequestOpened(): Promise<void> {
    this.pull = await this.team.open(NUMBER, BRANCH);
    const opened = await this.team.onPullRequest(this.pull, "opened");
    const check = await this.team.job(PULL_REQUEST, "check", opened);
    const dev = await this.team.job(PULL_REQUEST, "dev", opened, { check });
    const look = { result: "skipped", outputs: {}, steps: {} } as const;
    await this.team.job(PULL_REQUEST, "gate", opened, { check, look, dev });
  }

  /** The comment that stands in the pull request, in Markdown. */
  get comment(): string {
    return this.team.comments.at(-1) ?? "";
  }

  async merged(): Promise<void> {
    this.before = await this.team.merge(this.pull);
    await this.team.job(MERGE, "prod", await this.team.onPush(this.before));
  }

  /** The merge has started a job for DEV too. */
  async pullRequestClosed(): Promise<void> {
    await this.team.job(CLOSE, "clean", await this.team.onPullRequest(this.pull, "closed"));
    await this.team.job(MERGE, "dev", await this.team.onPush(this.before));
  }
}
