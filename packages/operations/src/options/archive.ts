import { duration, flag } from "#input-values";

/** What becomes of archived deployments. */
export const archiveOptions = {
  retention: duration(
    { whenEmpty: "14d", minimum: 60, maximum: 3650 * 86_400 },
    "How long an archived deployment is kept, from when it was archived by the server's record: a tag can be edited.",
  ),
  "cancel-runs": flag(
    "Asks runs of theirs that have not ended to stop. Otherwise a deployment with such a run is told and left to the next time.",
  ),
  "plan-only": flag("Tells what would be deleted, and changes nothing."),
};
