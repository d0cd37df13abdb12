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

  constructor(github: GitHub, repository: GitHubRepository, number: number, { repositoryUrl }: RunContext) {
    this.github = github;
    this.repository = repository;
    this.number = number;
    this.page = `${repositoryUrl}/pull/${number}`;
  }

  author() {
    return tokenLogin(this.github);
  }

  comments() {
    return listComments(this.github, this.repository, this.number);
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
