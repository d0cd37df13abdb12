import { downloadFile, uploadFile } from "../artifacts.ts";
import { access, PREFECT_ENV, withoutDeployment } from "../environments.ts";
import type { Job, Setting, Step } from "../workflow.ts";

/** Cancels what a job started whose machine was lost before it could do so itself; needs `actions: read`. */
export const cancelLeftRuns: Step = {
  name: "Cancel the runs that lost jobs have left",
  uses: "cancel-left-runs",
};

export const RUN_AFTER_DEPLOY: Setting = {
  name: "run-after-deploy",
  description:
    "What is run on PROD once it was deployed: `new` for the deployments that were made, or names, separated by commas. Nothing unless given.",
  default: "${{ vars.PREFECT_RUN_AFTER_DEPLOY || '' }}",
  inPlace: true,
};

/** Id of the job that runs what was deployed. */
export const RUN = "run";

const ASKED = "setting.run-after-deploy";
const ARTIFACT = "deployed-to-prod";
const IS_NEW = `${ASKED} == 'new'`;

/** Hands on what was made, in the job that deploys. */
export const handOnDeployed: Step = uploadFile(ARTIFACT, "${{ steps.apply.outputs.applied-file }}", {
  name: "Hand on what was made",
  if: `${IS_NEW} && steps.apply.outputs.applied-file != ''`,
});

/**
 * The job that runs what was deployed to PROD, and watches it to its end. It is in nobody's way: PROD's queue has no
 * place for it.
 *
 * @param conditions beside that the job `prod` succeeded
 */
export const runAfterDeploy = (prod: string, conditions: readonly string[]): Job => ({
  id: RUN,
  name: "run what was deployed",
  comment: "Only where somebody has said what, by the variable PREFECT_RUN_AFTER_DEPLOY.",
  needs: [prod],
  if: [
    "!failure() && !cancelled()",
    `needs.${prod}.result == 'success'`,
    `${ASKED} != ''`,
    ...conditions,
  ].join(" && "),
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 60,
  environment: withoutDeployment("prod"),
  permissions: {},
  env: PREFECT_ENV,
  steps: [
    access("prod", "fail"),
    downloadFile(ARTIFACT, { name: "Take up what was made", if: IS_NEW }),
    {
      name: "Run it, and watch it to its end",
      uses: "run-deployments",
      with: {
        deployments: `\${{ !(${IS_NEW}) && ${ASKED} || '' }}`,
        "applied-file": `\${{ ${IS_NEW} && format('{0}/${ARTIFACT}/applied.json', runner.temp) || '' }}`,
        select: `\${{ ${IS_NEW} && 'created' || 'given' }}`,
        timeout: "50m",
      },
    },
  ],
});
