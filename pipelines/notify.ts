import type { Job } from "./workflow.ts";

/** Id of the job that tells of a failure; whoever lays workflows together leaves one at the end. */
export const NOTIFY = "notify";

/** The jobs, and a last one that tells somebody where any of them failed. */
export const telling = (jobs: readonly Job[]): readonly Job[] => [
  ...jobs,
  {
    id: NOTIFY,
    name: "tell of the failure",
    comment:
      "To the webhook in the secret PREFECT_WEBHOOK_URL, where there is one: Slack's, Teams' or any other.",
    needs: jobs.map(({ id }) => id),
    if: "failure()",
    runsOn: "${{ setting.runs-on }}",
    timeoutMinutes: 5,
    permissions: {},
    steps: [
      {
        name: "Tell who is to know",
        uses: "notify-webhook",
        with: { "webhook-url": "${{ secrets.PREFECT_WEBHOOK_URL }}", needs: "${{ toJSON(needs) }}" },
      },
    ],
  },
];
