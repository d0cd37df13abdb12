import type { CiRun } from "#ci-run";
import type { Plan } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { shortCommit } from "#git";
import type { DeployedCommit } from "#server-records";

/** What is known of a run and of the server that it is about to write to. */
export interface SharedServerFacts {
  ci: Pick<CiRun, "request">;
  /** The branch that the run deploys; null where nothing tells, and for a pull request. */
  branch: string | null;
  namePrefix: string | undefined;
  /** What the server stands at; undefined where nothing is recorded. */
  recorded: Pick<DeployedCommit, "branch" | "isDefaultBranch" | "schedules" | "commit"> | undefined;
}

/**
 * Whether the server holds, by its record, another branch's deployments in production: those of the default branch with
 * their schedules on. What a pull request or another branch applies beside them would take their place.
 */
export function isOthersProduction({ ci, branch, namePrefix, recorded }: SharedServerFacts): boolean {
  if (!recorded?.isDefaultBranch || recorded.schedules === "paused" || namePrefix !== undefined) return false;
  if (recorded.schedules === null) return false;
  return ci.request !== undefined || (branch !== null && branch !== recorded.branch);
}

/** Keys of what a plan writes. */
export function writtenKeys({ deployments }: Pick<Plan, "deployments">): string[] {
  return deployments
    .filter(({ action }) => action !== "unchanged" && action !== "keep")
    .map(({ key }) => key);
}

/** The fault of writing deployments that the record counts as another branch's. */
export function sharedServerFault(
  { ci, branch, recorded }: SharedServerFacts,
  keys: readonly string[],
): Fault {
  const shown = keys.slice(0, 5).join(", ");
  const more = keys.length > 5 ? ` and ${keys.length - 5} more` : "";
  const who = ci.request ? "A pull request" : `The branch ${branch}`;
  return {
    code: "server-shared",
    message: `${who} would write ${shown}${more} on a server to which ${recorded?.branch} was deployed with schedules that are not paused (${shortCommit(recorded?.commit ?? "")}): that would take the place of what runs there.`,
    fix: "Deploy it to a server of its own, or beside the others with `name-prefix`; where both are meant to be the same deployments, set `allow-shared-server` to true.",
  };
}
