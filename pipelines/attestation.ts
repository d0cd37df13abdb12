import { DEFAULT_BRANCH_REF } from "./steps.ts";
import type { PinnedAction, Step } from "./workflow.ts";

export const ATTEST_ACTION: PinnedAction = {
  repository: "actions/attest",
  commit: "1e69f48acb82d1966a394da916b4c1698aa569d6",
  version: "v4.2.2",
};

/**
 * Whether GitHub takes attestations of the repository: of public ones on github.com, and of any other with Enterprise
 * Cloud, which nothing but somebody can tell.
 */
const CAN_ATTEST =
  "(vars.PREFECT_ATTESTATIONS == 'true' || (github.event.repository.visibility == 'public' && github.server_url == 'https://github.com'))";

/**
 * An image is taken only if this workflow attested it on the default branch; `signer.workflow` is the workflow that a
 * form's jobs are of. Where nothing can be attested, it is built.
 */
const ATTESTED_ONLY: Step["with"] = {
  "signer-workflow": "${{ signer.workflow }}",
  "source-ref": DEFAULT_BRANCH_REF,
  "attestations-available": `\${{ ${CAN_ATTEST} }}`,
};

/** What a job needs to sign. */
export const ATTESTING = { "id-token": "write", attestations: "write" } as const;

/** A step of the id `build`, and one that signs what it built. */
export const attested = (build: Step): Step[] => [
  { ...build, with: { ...build.with, ...ATTESTED_ONLY } },
  {
    name: "Attest what was built",
    if: `steps.build.outputs.result == 'built' && ${CAN_ATTEST}`,
    uses: ATTEST_ACTION,
    with: {
      "subject-name": "${{ steps.build.outputs.name }}",
      "subject-digest": "${{ steps.build.outputs.digest }}",
    },
  },
];
