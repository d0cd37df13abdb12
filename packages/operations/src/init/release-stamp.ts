import { dirname } from "node:path";
import type { RunCommand } from "#command";
import { FaultError } from "#diagnostics";
import type { Stamp } from "#repository-setup";
import { type Suite, UNSTAMPED } from "../suite.ts";

/**
 * The commit that copied files name the suite by: the one that is given, the one that the package's templates were
 * stamped with, or the one of the clone that the program is started from.
 *
 * @param sample text of a template
 * @throws FaultError where none of them tells
 */
export async function releaseStamp(
  run: RunCommand,
  { repository, release, templates }: Suite,
  given: string | undefined,
  sample: string,
): Promise<Stamp> {
  if (given !== undefined) {
    if (/^[0-9a-f]{40}$/.test(given)) return { repository, commit: given, release: null };
    throw new FaultError({
      code: "input-invalid",
      message: `\`release-commit\` is ${JSON.stringify(given)}, which is no commit in full.`,
      fix: "Give all 40 hexadecimal digits.",
    });
  }
  const own = new RegExp(`uses: ${repository}/[^@]+@([0-9a-f]{40})`).exec(sample)?.[1];
  if (own !== undefined && !sample.includes(`@${UNSTAMPED}`)) return { repository, commit: own, release };
  const root = dirname(templates);
  const git = async (...args: string[]) => {
    const { exitCode, stdout } = await run("git", args, { cwd: root });
    return exitCode === 0 ? stdout.trim() : "";
  };
  // The folder above may belong to another repository, which has this one among its files.
  const isOwn = (await git("rev-parse", "--show-cdup")) === "";
  const head = isOwn ? await git("rev-parse", "--verify", "--quiet", "HEAD") : "";
  if (head === "") {
    throw new FaultError({
      code: "commit-missing",
      message: "Nothing tells the commit of the release that the workflows should name.",
      fix: "Use the package of a release or a clone of it, or give `release-commit`.",
    });
  }
  const tags = (await git("tag", "--points-at", "HEAD")).split("\n");
  return { repository, commit: head, release: tags.includes(release) ? release : null };
}
