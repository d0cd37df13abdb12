import { example } from "./api-description.ts";
import { type ApiRequest, type Handlers, notFound, ok, unprocessable } from "./handler.ts";

/** Refs, annotated tags and commits, read from and written to the real git folder. */
export const gitData: Handlers = {
  "git/get-ref": (request) => {
    const answer = refAnswer(request, request.parameters.ref ?? "");
    return answer ? ok(answer) : notFound();
  },

  "git/create-ref": (request) => {
    const { ref, sha } = request.body as { ref: string; sha: string };
    const { repository } = request;
    if (!/^refs\/[^/]+\/./.test(ref)) return unprocessable("Reference name must start with 'refs/'.");
    if (repository.git(["check-ref-format", ref]) === undefined)
      return unprocessable("The ref is not well-formed.");
    if (repository.git(["cat-file", "-e", sha]) === undefined) return unprocessable("Object does not exist");
    // An old value of zeros makes git refuse a ref that exists, whoever made it.
    const created = repository.git(["update-ref", ref, sha, "0".repeat(40)]);
    if (created === undefined) return unprocessable("Reference already exists");
    return { status: 201, body: refAnswer(request, ref.slice("refs/".length)) };
  },

  "git/create-tag": (request) => {
    const { tag, message, object, type } = request.body as Record<string, string>;
    const { repository } = request;
    if (repository.git(["cat-file", "-t", object ?? ""]) !== type)
      return unprocessable("Could not verify object.");
    const tagger = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>";
    const text = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${tagger} ${Math.floor(Date.now() / 1000)} +0000\n\n${message}\n`;
    const sha = repository.git(["mktag"], text);
    if (sha === undefined) return unprocessable("The tag is not well-formed.");
    return { status: 201, body: tagAnswer(request, sha) };
  },

  "git/get-tag": (request) => {
    const answer = tagAnswer(request, request.parameters.tag_sha ?? "");
    return answer ? ok(answer) : notFound();
  },

  "repos/get-commit": (request) => {
    const ref = request.parameters.ref ?? "";
    const sha = request.repository.commit(ref);
    if (sha === undefined) return unprocessable(`No commit found for SHA: ${ref}`);
    const commit = example("commit") as Record<string, unknown>;
    return ok({ ...commit, sha, url: `${base(request)}/commits/${sha}`, files: [] });
  },
};

const base = ({ api, repository }: ApiRequest) => `${api}/repos/${repository.fullName}`;

function refAnswer(request: ApiRequest, ref: string): object | undefined {
  const { repository } = request;
  const sha = repository.git(["rev-parse", "--verify", "--quiet", "--end-of-options", `refs/${ref}`]);
  if (sha === undefined) return undefined;
  const type = repository.git(["cat-file", "-t", sha]);
  return {
    ref: `refs/${ref}`,
    node_id: "REF",
    url: `${base(request)}/git/refs/${ref}`,
    object: { sha, type, url: `${base(request)}/git/${type}s/${sha}` },
  };
}

function tagAnswer(request: ApiRequest, sha: string): object | undefined {
  const { repository } = request;
  if (repository.git(["cat-file", "-t", sha]) !== "tag") return undefined;
  const text = repository.git(["cat-file", "tag", sha]) ?? "";
  const field = (name: string) => text.match(new RegExp(`^${name} (.*)$`, "m"))?.[1] ?? "";
  const [, name = "", email = "", seconds = "0"] = field("tagger").match(/^(.*) <(.*)> (\d+)/) ?? [];
  return {
    node_id: "TAG",
    sha,
    url: `${base(request)}/git/tags/${sha}`,
    tag: field("tag"),
    message: text.slice(text.indexOf("\n\n") + 2),
    tagger: { name, email, date: new Date(Number(seconds) * 1000).toISOString() },
    object: {
      sha: field("object"),
      type: field("type"),
      url: `${base(request)}/git/commits/${field("object")}`,
    },
  };
}
