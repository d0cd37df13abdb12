import { FaultError } from "#diagnostics";
import type { Git } from "./git-command.ts";

/** See `Repository.tags`. */
export async function listTags(git: Git): Promise<ReadonlyMap<string, string>> {
  const format = "%(refname)%00%(objectname)%00%(*objectname)";
  const { stdout } = await git(["for-each-ref", `--format=${format}`, "refs/tags"]);
  const tags = new Map<string, string>();
  for (const line of stdout.split("\n")) {
    const [ref, object, commit] = line.split("\0");
    // An annotated tag is an object of its own that points at the commit.
    if (ref && object) tags.set(ref.slice("refs/tags/".length), commit || object);
  }
  return tags;
}

/** See `Repository.remoteTags`. */
export async function remoteTags(git: Git, remote: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await git(["ls-remote", "--tags", "--quiet", "--end-of-options", remote]);
  const tags = new Map<string, string>();
  // `v1^{}` is the commit behind the annotated tag `v1` and comes after it.
  for (const line of stdout.split("\n")) {
    const [id, ref] = line.split("\t");
    if (id && ref) tags.set(ref.slice("refs/tags/".length).replace(/\^\{\}$/, ""), id);
  }
  return tags;
}

/** See `Repository.createTag`. */
export async function createTag(git: Git, name: string, commit: string, message?: string): Promise<void> {
  await checkTagName(git, name);
  const annotated = message === undefined ? [] : ["--annotate", "--cleanup=verbatim", "--file=-"];
  await git(["tag", ...annotated, "--end-of-options", name, commit], { input: message });
}

/** See `Repository.pushTag`. */
export async function pushTag(git: Git, name: string, remote: string): Promise<void> {
  await checkTagName(git, name);
  await git(["push", "--quiet", "--end-of-options", remote, `refs/tags/${name}:refs/tags/${name}`]);
}

/** See `Repository.moveTag`. */
export async function moveTag(git: Git, name: string, commit: string, remote: string): Promise<void> {
  await checkTagName(git, name);
  const ref = `refs/tags/${name}`;
  const { stdout } = await git(["ls-remote", "--quiet", "--end-of-options", remote, ref]);
  const before = stdout.split("\t")[0] ?? "";
  // Only from where it was seen: a tag that somebody moved meanwhile stays there.
  const lease = `--force-with-lease=${ref}:${before}`;
  await git(["push", "--quiet", lease, "--end-of-options", remote, `${commit}:${ref}`]);
}

async function checkTagName(git: Git, name: string): Promise<void> {
  const isArgument = !name.includes("\0") && !name.startsWith("-");
  const check = ["check-ref-format", `refs/tags/${name}`];
  if (isArgument && (await git(check, { allowed: "any" })).exitCode === 0) return;
  throw new FaultError({
    code: "tag-name-invalid",
    message: `${JSON.stringify(name)} can't be the name of a tag.`,
    fix: "Use letters, digits, dots and dashes, as in v1.2.3.",
  });
}
