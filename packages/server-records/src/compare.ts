import { FaultError, type Reporter } from "#diagnostics";
import { shortCommit } from "#git";
import type { DeployedCommit } from "./deployed-commit.ts";

/** How the commit to deploy stands to the one that is deployed. */
export type Relation =
  /** None is recorded. */
  | "first"
  | "same"
  /** It contains the deployed one. */
  | "newer"
  /** The deployed one contains it: deploying it would take the server back. */
  | "older"
  /** Neither contains the other: another branch. */
  | "diverged"
  /** git can't tell: one of them is not in this clone. */
  | "unknown";

/** What is known of the commit that is deployed. */
export type Recorded = Pick<DeployedCommit, "commit" | "time" | "run">;

/** Whether `ancestor` is contained in `descendant`; null where git doesn't have one of them. */
export type IsAncestor = (ancestor: string, descendant: string) => Promise<boolean | null>;

/** Compares the commit to deploy (full hash) with the recorded one. */
export async function compareWithRecorded(
  recorded: Recorded | undefined,
  commit: string,
  isAncestor: IsAncestor,
): Promise<Relation> {
  if (!recorded) return "first";
  if (recorded.commit === commit) return "same";
  const newer = await isAncestor(recorded.commit, commit);
  if (newer === null) return "unknown";
  if (newer) return "newer";
  const older = await isAncestor(commit, recorded.commit);
  if (older === null) return "unknown";
  return older ? "older" : "diverged";
}

/**
 * Refuses to deploy an older commit than the deployed one, so that a re-run of yesterday's job doesn't roll the
 * server back. Where git can't tell, it warns and lets it pass.
 *
 * @throws FaultError when the commit is older and that isn't allowed
 */
export async function refuseOlderCommit(
  recorded: Recorded | undefined,
  commit: string,
  options: { isAncestor: IsAncestor; allowOlder: boolean; reporter: Reporter },
): Promise<Relation> {
  const relation = await compareWithRecorded(recorded, commit, options.isAncestor);
  if (!recorded || options.allowOlder) return relation;
  const deployed = `${shortCommit(recorded.commit)}, deployed at ${recorded.time}${recorded.run ? ` by ${recorded.run}` : ""}`;
  if (relation === "older")
    throw new FaultError({
      code: "commit-older",
      message: `The commit ${shortCommit(commit)} is older than ${deployed}: deploying it would take the server back.`,
      fix: "Deploy the newest commit, or set allow-older when going back is what you want.",
    });
  if (relation === "unknown")
    options.reporter.warning({
      code: "commit-order-unknown",
      message: `Whether the commit ${shortCommit(commit)} is older than ${deployed}, can't be told: this clone does not hold both.`,
      fix: "Check out with fetch-depth: 0 so that an older commit can be refused.",
    });
  return relation;
}
