import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment } from "./environments.ts";
import { IMAGE } from "./flows-image.ts";
import { RUNS_ON } from "./steps.ts";
import type { Workflow } from "./workflow.ts";

/** The images that closed pull requests left in GitHub's registry; every other registry has rules of its own for that. */
export const imageCleanUp: Workflow = {
  file: "flows-image-nightly",
  name: "Flows image: nightly",
  description: [
    "Every night the images of closed pull requests are deleted from GitHub's registry, but for those that DEV's work pools, a deployment's job variables or a tag still name.",
    "The package's settings, *Manage Actions access*, have to give this repository the role Admin. Another registry is left alone.",
  ].join("\n"),
  on: { schedule: [{ cron: "53 3 * * *" }], workflow_dispatch: null },
  concurrency: { group: "flows-image-nightly", queue: "max" },
  settings: [IMAGE, RUNS_ON],
  jobs: [
    {
      id: "images",
      name: "delete the images of closed pull requests",
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 60,
      environment: withoutDeployment("dev"),
      permissions: { packages: "write", "pull-requests": "read" },
      env: PREFECT_ENV,
      steps: [
        access("dev", "skip"),
        {
          name: "Delete what nobody names",
          if: `${HAS_ACCESS} && startsWith(setting.image, 'ghcr.io/')`,
          uses: "delete-stale-images",
          with: { image: "${{ setting.image }}" },
        },
      ],
    },
  ],
};
