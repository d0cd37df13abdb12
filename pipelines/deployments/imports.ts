import type { Setting, Step } from "../workflow.ts";
import { FOUND, FOUND_CHANGES, PREFECT_FILES } from "./reading.ts";

export const IMPORT_IMAGE: Setting = {
  name: "import-image",
  description:
    "Image that pull requests' flows are imported in before DEV gets them, where a deployment's job variables name none; `own` where all of them do. Nothing is imported unless given.",
  default: "${{ vars.PREFECT_IMPORT_IMAGE || '' }}",
};

const IMAGE = "setting.import-image";
const OF_GITHUB = `startsWith(${IMAGE}, 'ghcr.io/')`;

/**
 * Steps that import what was found to be changed inside its image, without network and with nothing of this job's: code
 * of the pull request runs there. The image is pulled before, and the log-in stays outside.
 */
export const importFlows: readonly Step[] = [
  {
    name: "Log in at GitHub's registry",
    if: OF_GITHUB,
    env: {
      REGISTRY_USER: "${{ github.actor }}",
      REGISTRY_TOKEN: `\${{ (${OF_GITHUB} && github.token) || '' }}`,
    },
    run: 'docker login ghcr.io --username "$REGISTRY_USER" --password-stdin <<< "$REGISTRY_TOKEN"',
  },
  {
    name: "Import their flows in their image",
    id: "imports",
    if: `${IMAGE} != '' && ${FOUND}.any-changed == 'true'`,
    uses: "check-imports",
    with: {
      ...PREFECT_FILES,
      "changes-file": FOUND_CHANGES,
      image: `\${{ ${IMAGE} != 'own' && ${IMAGE} || '' }}`,
    },
  },
];

/** What a job needs to pull an image from GitHub's registry. */
export const PULLING = { packages: "read" } as const;

/** An output of the job with {@link importFlows}, a line for `checks` of comment-plan; empty where nothing was imported. */
export const IMPORTS_OUTPUT = { imports: "${{ steps.imports.outputs.checks }}" };
export const IMPORTS_CHECK = "${{ needs.check.outputs.imports }}";
