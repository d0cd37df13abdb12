import type { Git } from "./git-command.ts";

/** How many commits a shallow clone is deepened by, step by step, before its whole history is fetched. */
const deepeningSteps = ["--deepen=100", "--deepen=1000", "--unshallow"] as const;

/** See `Repository.resolve`. A branch that only the remote has is found too. */
export async function resolve(git: Git, ref: string, remote: string): Promise<string | null> {
  if (!isOneLine(ref)) return null;
  for (const candidate of [ref, `refs/remotes/${remote}/${ref}`]) {
    const { exitCode, stdout } = await git(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", `${candidate}^{commit}`],
      { allowed: "any" },
    );
    if (exitCode === 0) return stdout.trim();
  }
  return null;
}

/** See `Repository.fetchCommit`. */
export async function fetchCommit(git: Git, ref: string, remote: string): Promise<string | null> {
  const known = await resolve(git, ref, remote);
  if (known !== null) return known;
  const wanted = await refspec(git, ref, remote);
  if (wanted === null) return null;
  // In a shallow clone the commit comes without its history too; merge base and ancestry deepen it when asked.
  const depth = (await isShallow(git)) ? ["--depth=1"] : [];
  const { exitCode } = await fetch(git, remote, depth, [wanted]);
  return exitCode === 0 ? resolve(git, ref, remote) : null;
}

/** See `Repository.mergeBase`. */
export async function mergeBase(git: Git, a: string, b: string, remote: string): Promise<string | null> {
  return deepenUntil(git, remote, [a, b], async () => {
    const { exitCode, stdout } = await git(["merge-base", "--end-of-options", a, b], { allowed: "any" });
    return exitCode === 0 ? stdout.trim() : undefined;
  });
}

/** See `Repository.isAncestor`. */
export async function isAncestor(
  git: Git,
  ancestor: string,
  commit: string,
  remote: string,
): Promise<boolean | null> {
  const ask = async () => {
    const args = ["merge-base", "--is-ancestor", "--end-of-options", ancestor, commit];
    return (await git(args, { allowed: "any" })).exitCode;
  };
  const isYes = await deepenUntil(git, remote, [commit, ancestor], async () =>
    (await ask()) === 0 ? true : undefined,
  );
  // 1 is a no; any other exit code says that git could not look.
  return isYes ?? ((await ask()) === 1 ? false : null);
}

/** Asks again with more and more history until there is an answer, or no more history to fetch. */
async function deepenUntil<T>(
  git: Git,
  remote: string,
  commits: string[],
  ask: () => Promise<T | undefined>,
) {
  const answer = await ask();
  if (answer !== undefined) return answer;
  for (const step of deepeningSteps) {
    if (!(await isShallow(git))) return null;
    const { exitCode } = await fetch(git, remote, [step], commits);
    // A commit that was never pushed can't be asked for; the remote's branches still carry its history.
    if (exitCode !== 0) await fetch(git, remote, [step], []);
    const deeper = await ask();
    if (deeper !== undefined) return deeper;
  }
  return null;
}

async function isShallow(git: Git): Promise<boolean> {
  return (await git(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true";
}

function fetch(git: Git, remote: string, depth: readonly string[], refspecs: readonly string[]) {
  const args = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...depth];
  return git([...args, "--end-of-options", remote, ...refspecs], { allowed: "any" });
}

/** What to ask the remote for: a full commit id as it is, else the branch of that name; null for no valid name. */
async function refspec(git: Git, ref: string, remote: string): Promise<string | null> {
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref)) return /^0+$/.test(ref) ? null : ref;
  if (!isOneLine(ref)) return null;
  const branch = ref.replace(/^refs\/heads\//, "");
  const { exitCode } = await git(["check-ref-format", `refs/heads/${branch}`], { allowed: "any" });
  return exitCode === 0 ? `+refs/heads/${branch}:refs/remotes/${remote}/${branch}` : null;
}

/** A null byte can't be an argument at all, and no name of git's has a line break. */
function isOneLine(ref: string): boolean {
  return ref !== "" && !/[\0\n]/.test(ref);
}
