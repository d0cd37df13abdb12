import { text } from "#input-values";

/** What git may need beyond the clone; on a command line it comes by the variable GIT_TOKEN. */
export const gitTokenOption = {
  "github-token": {
    ...text(
      "Token with which git fetches commits that the checkout lacks; it needs `contents: read`.",
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
