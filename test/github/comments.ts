import { example } from "./api-description.ts";
import { type ApiRequest, type Handlers, notFound, ok, page, unprocessable } from "./handler.ts";
import type { Comment } from "./repository.ts";

/** GitHub refuses a longer text. */
const LONGEST_BODY = 65_536;

/** Comments on pull requests that a test put into `repository.pulls`. */
export const comments: Handlers = {
  "issues/list-comments": (request) => {
    const { repository, parameters } = request;
    if (!hasPull(request)) return notFound();
    const own = repository.comments.filter(({ pull }) => String(pull) === parameters.issue_number);
    const path = `/repos/${repository.fullName}/issues/${parameters.issue_number}/comments`;
    return page(
      request,
      path,
      own.map((comment) => answer(request, comment)),
    );
  },

  "issues/create-comment": (request) => {
    const { repository, parameters, body, login } = request;
    if (!hasPull(request)) return notFound();
    const text = String(body.body);
    if (text.length > LONGEST_BODY) return tooLong();
    const comment = {
      id: repository.newId(),
      pull: Number(parameters.issue_number),
      author: login,
      body: text,
      edits: 0,
    };
    repository.comments.push(comment);
    return { status: 201, body: answer(request, comment) };
  },

  "issues/update-comment": (request) => {
    const { repository, parameters, body } = request;
    const comment = repository.comments.find(({ id }) => String(id) === parameters.comment_id);
    if (!comment) return notFound();
    const text = String(body.body);
    if (text.length > LONGEST_BODY) return tooLong();
    comment.body = text;
    comment.edits++;
    return ok(answer(request, comment));
  },
};

function hasPull({ repository, parameters }: ApiRequest): boolean {
  return repository.pulls.some(({ number }) => String(number) === parameters.issue_number);
}

function tooLong() {
  const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
  return unprocessable("Validation Failed", [
    { resource: "IssueComment", code: "unprocessable", field: "data", message },
  ]);
}

function answer({ api, repository }: ApiRequest, { id, pull, author, body }: Comment): object {
  const given = example("issue-comment") as { user: object };
  const page = `https://github.com/${repository.fullName}/pull/${pull}`;
  return {
    ...given,
    id,
    body,
    url: `${api}/repos/${repository.fullName}/issues/comments/${id}`,
    html_url: `${page}#issuecomment-${id}`,
    issue_url: `${api}/repos/${repository.fullName}/issues/${pull}`,
    user: { ...given.user, login: author, type: author.endsWith("[bot]") ? "Bot" : "User" },
  };
}
