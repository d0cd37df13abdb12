import { duration, flag, text } from "#input-values";

/** What becomes of runs that a lost machine left. */
export const cancelLeftOptions = {
  repository: text("Whose jobs' runs, as `owner/name` on GitHub. Falls back to GITHUB_REPOSITORY.", "name", {
    only: "command line",
  }),
  timeout: duration(
    { whenEmpty: "2m", minimum: 1, maximum: 3600 },
    "How long is waited for them to end: a worker looks for what is to be cancelled every ten seconds.",
  ),
  "plan-only": flag("Tells which would be cancelled, and cancels none."),
};

/** Who asks GitHub; on a command line it comes by the variable GITHUB_TOKEN. */
export const runsTokenOption = {
  "github-token": {
    ...text(
      "Token with which GitHub is asked which workflow runs have ended; it needs `actions: read`.",
      "token",
      {
        only: "action",
        secret: true,
      },
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's.
    default: "${{ github.token }}",
  },
};
