import type { Reporter } from "#diagnostics";
import { type CommitTarget, commitVariable, described, formerCommitVariable } from "./commit-target.ts";
import {
  commitsContent,
  type DeployedCommit,
  type DeployedCommits,
  parseCommits,
  withCommit,
} from "./deployed-commit.ts";
import { deleteRecord, type Found, type Records, readRecord, writeRecord } from "./record.ts";

/**
 * The commits that a target was brought to, or undefined where none is recorded. A record that somebody has made
 * unreadable is warned of and counts as none.
 *
 * @throws FaultError where a newer release has written it
 */
export async function readDeployedCommits(
  server: Records,
  target: CommitTarget,
  reporter: Reporter,
): Promise<DeployedCommits | undefined> {
  const { name, found } = await find(server, target);
  const commits = parseCommits(found.value);
  if (!commits && found.state !== "absent")
    reporter.warning({
      code: "record-unreadable",
      message: `The Prefect variable ${name} does not hold a deployed commit; it is taken as if there were none.`,
      fix: "Delete it, or leave it: the next full deployment writes it anew.",
    });
  return commits;
}

/**
 * Records a commit as deployed, as the last of all writes: the next deployment is computed from it.
 *
 * @param resume what is still to be turned on, see {@link DeployedCommits}; as before unless given
 * @returns name of the variable
 */
export async function recordDeployedCommit(
  server: Records,
  target: CommitTarget,
  deployed: DeployedCommit,
  resume?: readonly string[],
): Promise<string> {
  return change(server, target, (before) => withCommit(before, deployed, resume));
}

/** Reads a record anew and writes what `next` makes of it: as little as possible may come between the two. */
async function change(
  server: Records,
  target: CommitTarget,
  next: (before: DeployedCommits | undefined) => DeployedCommits,
): Promise<string> {
  const name = commitVariable(target);
  const { name: present, found } = await find(server, target);
  const commits = next(parseCommits(found.value));
  await writeRecord(
    server,
    name,
    commitsContent(described(target), commits),
    present === name && found.hasParts,
  );
  if (present !== name) await deleteRecord(server, present);
  return name;
}

async function find(server: Records, target: CommitTarget): Promise<{ name: string; found: Found }> {
  const name = commitVariable(target);
  const found = await readRecord(server, name);
  const former = formerCommitVariable(target);
  if (found.state !== "absent" || former === undefined) return { name, found };
  const old = await readRecord(server, former);
  return old.state === "absent" ? { name, found } : { name: former, found: old };
}
