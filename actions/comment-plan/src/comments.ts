import type { RunContext } from "#ci-run";
import {
  createComment,
  type GitHub,
  type GitHubRepository,
  listComments,
  pullRequestNow,
  tokenLogin,
  updateComment,
} from "#github";
import type { CommentHost } from "#operations";

/** The comments of one pull request. */
export class PullRequestComments implements CommentHost {
  private readonly github: GitHub;
  private readonly repository: GitHubRepository;
  private readonly number: number;
  private readonly page: string;
  private login: Promise<string> | undefined;

  constructor(github: GitHub, repository: GitHubRepository, number: number, { repositoryUrl }: RunContext) {
    this.github = github;
    this.repository = repository;
    this.number = number;
    this.page = `${repositoryUrl}/pull/${number}`;
  }

  author() {
    this.login ??= tokenLogin(this.github);
    return this.login;
  }

  /** The two APIs of GitHub name an app's account with and without its suffix; nobody's own name can have it. */
  async comments() {
    const own = await this.author();
    const all = await listComments(this.github, this.repository, this.number);
    return all.map((one) => (one.author === `${own}[bot]` ? { ...one, author: own } : one));
  }

  now() {
    return pullRequestNow(this.github, this.repository, this.number);
  }

  async create(body: string) {
    return (await createComment(this.github, this.repository, this.number, body)).url;
  }

  async update(id: number, body: string) {
    return (await updateComment(this.github, this.repository, id, body)).url;
  }

  urlOf(id: number) {
    return `${this.page}#issuecomment-${id}`;
  }
}
