import { choice, list, text } from "#input-values";

/** What is compared with what. */
export const detectionOptions = {
  base: text(
    "Commit, tag or branch to compare with, as it is. Left empty it is the merge base for a pull or merge request; for anything else the commit that the server was last deployed from, with what was left out then. Where no server is named, it is the pushed range. Where none of them can be trusted (no commit is recorded, one is gone, a force push), everything is selected, and the result says why.",
    "ref",
  ),
  "target-branch": text(
    "Branch that the change is to go into: compares with the merge base. In a pull or merge request of GitHub or GitLab it is known.",
    "branch",
    { only: "command line" },
  ),
  head: text(
    "Commit, tag or branch to look at. Left empty it is the pull request's head, else what is checked out.",
    "ref",
  ),
  select: choice(["changed", "all"], "`changed` selects what differs, `all` every deployment."),
  "select-all-on": list(
    "Globs of files whose change selects every deployment: data files, templates, whatever flows read that they don't import.",
  ),
};

/** What a pull request's next push needs to know of the one before it. */
export const previousHeadOption = {
  "previous-head": text(
    "Where nothing is changed any more: an earlier head, such as `github.event.before`, of which the output `changed-before` says whether it had changes, which are taken back now.",
    "ref",
    { only: "action" },
  ),
};
