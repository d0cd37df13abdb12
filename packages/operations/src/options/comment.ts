import { choice, list, text, textMap, textOr } from "#input-values";

/** What the comment of a pull or merge request says. */
export const commentOptions = {
  plans: textMap(
    "Plans, each by the name of its environment: `PROD=plan.json`. The first line is about the environment that is named first. Of one whose file isn't there, or that names none, the comment says that it is missing.",
  ),
  results: textMap(
    "How runs of what was deployed ended, each file by the name of its environment: `DEV=results.json`. Neither exceptions nor lines of logs are told; the runs' pages have them.",
    {
      inAction: "The output `results-file` of run-deployments, handed on as an artifact of the same run.",
    },
  ),
  checks: textMap("How other jobs ended, each by its name: `deploy to DEV=success`."),
  "show-values": list(
    "Parameters, job variables and headers whose values may be shown: `job_variables.image`, `parameters` for all of them, `all`. Others are hidden, since a comment is mailed and keeps its history.",
  ),
  "comment-name": textOr(
    "deployments",
    "Which comment it is, where several pipelines comment on one pull request; readers don't see it.",
    "name",
  ),
  "last-edit": choice(
    ["none", "closed", "deployed"],
    "`closed` says of what stands there whether it was merged, or closed and cleaned up; `deployed` that it was merged and deployed, or not deployed where one of `checks` is no `success`. Neither needs plans.",
  ),
};

/** Whose comment it is, outside of a pull request's own run. */
export const deployedCommitsOption = {
  commits: list(
    "With `last-edit: deployed`: the commits that were deployed, for each of whose merged pull requests it is said; the run's own unless given.",
    { only: "action" },
  ),
};

/** Who comments on GitHub; GitLab's token comes by a variable. */
export const commentTokenOption = {
  "github-token": {
    ...text(
      "Token that comments; it needs `pull-requests: write`. One that may only read makes the same text the job's summary.",
      "token",
      { only: "action", secret: true },
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
    default: "${{ github.token }}",
  },
};
