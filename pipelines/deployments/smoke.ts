import { downloadFile, uploadFile } from "../artifacts.ts";
import { HAS_ACCESS } from "../environments.ts";
import type { Step } from "../workflow.ts";
import { FOUND, READ } from "./reading.ts";

const ARTIFACT = "runs-of-pull-request";

/**
 * Steps that run in DEV what declares how it is tried, once it was deployed; where nothing declares it there is nothing
 * to be done. A job that holds DEV's queue doesn't wait for a worker for long.
 */
export const smoke: readonly Step[] = [
  {
    name: "Run what declares how it is tried",
    id: "smoke",
    if: `${HAS_ACCESS} && ${FOUND}.declared-runs != '[]'`,
    uses: "run-deployments",
    with: {
      ...READ,
      "applied-file": "${{ steps.apply.outputs.applied-file }}",
      select: "declared",
      timeout: "20m",
      "start-timeout": "5m",
    },
  },
  uploadFile(ARTIFACT, "${{ steps.smoke.outputs.results-file }}", {
    name: "Hand on how they ended",
    if: "!cancelled() && steps.smoke.outputs.results-file != ''",
  }),
];

/** An output of the job with {@link smoke}. */
export const SMOKE_OUTPUT = { tried: "${{ steps.smoke.outputs.results-file != '' }}" };

const WAS_TRIED = "needs.dev.outputs.tried == 'true'";

/** Takes up how the runs ended, in a job after `dev`. */
export const takeUpRuns: Step = downloadFile(ARTIFACT, {
  name: "Take up how runs ended",
  if: WAS_TRIED,
  "continue-on-error": true,
});

/** Input of comment-plan: nothing is said of runs where nothing was to be run. */
export const SMOKE_RESULTS = {
  results: `\${{ ${WAS_TRIED} && format('DEV={0}/${ARTIFACT}/results.json', runner.temp) || '' }}`,
};
