import { OWN_PULL_REQUEST } from "../pull-requests.ts";
import type { Job, Step } from "../workflow.ts";

/** Id of the job that edits pull requests' comments for the last time; whoever lays workflows together leaves one. */
export const LAST_EDIT = "last-edit";

const editing = (
  name: string,
  given: NonNullable<Step["with"]>,
): Pick<Job, "name" | "comment" | "steps"> => ({
  name,
  comment: "Runs no code and sees no secret, so it may write there.",
  steps: [
    {
      name: "Edit the pull request's comment",
      "continue-on-error": true,
      uses: "comment-plan",
      with: given,
    },
  ],
});

const inJob = (job: Pick<Job, "needs" | "if"> & ReturnType<typeof editing>): Job => ({
  id: LAST_EDIT,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 5,
  permissions: { "pull-requests": "write" },
  ...job,
});

/** Says at a pull request's end what became of it, and in DEV by the job `clean` where there is one. */
export const editOnClose = (checks: Readonly<Record<string, string>>): Job =>
  inJob({
    ...(Object.keys(checks).length > 0 ? { needs: Object.keys(checks) } : {}),
    if: `always() && github.event_name == 'pull_request' && ${OWN_PULL_REQUEST}`,
    ...editing("say how it ended", { "last-edit": "closed", ...given(checks) }),
  });

const given = (checks: Readonly<Record<string, string>>): Step["with"] => {
  const lines = Object.entries(checks).map(([id, name]) => `${name}=\${{ needs.${id}.result }}`);
  return lines.length === 0 ? {} : { checks: lines.join("\n") };
};

/**
 * A job after the one that deploys to PROD that says in the comments of the pull requests whose commits it deployed that
 * they were, or that they were not: since PROD was last deployed, of which a failed run may have left some behind.
 *
 * @param conditions beside how that job ended
 */
export const sayWhatWasDeployed = (prod: string, conditions: readonly string[]): Job =>
  inJob({
    needs: [prod],
    // A failure before it stands in its way too.
    if: ["!cancelled()", ...conditions, `(needs.${prod}.result == 'success' || failure())`].join(" && "),
    ...editing("say what was deployed", {
      "last-edit": "deployed",
      commits: `\${{ needs.${prod}.outputs.commits }}`,
      ...given({ [prod]: "deploy to PROD" }),
    }),
  });

/**
 * A step of the id `commits`, after the detection: what the default branch has got since the commit that was compared
 * with, one for each merge, the newest hundred at most; the newest alone where it was compared with none.
 */
export const NAME_DEPLOYED: Step = {
  name: "Name the commits that it is about",
  id: "commits",
  if: "!cancelled() && steps.detect.outputs.head != ''",
  env: {
    BASE: "${{ steps.detect.outputs.base }}",
    COUNT: "${{ steps.detect.outputs.base && 100 || 1 }}",
  },
  run: 'echo "commits=$(git log --first-parent --max-count="$COUNT" --format=%H "${BASE:+$BASE..}HEAD" | paste -sd, -)" >> "$GITHUB_OUTPUT"',
};
