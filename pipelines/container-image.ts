import { ATTESTING, attested } from "./attestation.ts";
import { HEAD, ON_PULL_REQUEST, ofPullRequest } from "./pull-requests.ts";
import { registryLogin } from "./registry.ts";
import { checkout, DEFAULT_BRANCH, ON_PUSH, RUNS_ON } from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const IMAGE: Setting = {
  name: "image",
  description: "The image, without a tag; capital letters are lowered.",
  default: "ghcr.io/${{ github.repository }}",
};

const DOCKERFILE: Setting = {
  name: "dockerfile",
  description: "The image's Dockerfile.",
  default: "Dockerfile",
};

const image = (job: Pick<Job, "id" | "name" | "if" | "permissions" | "steps">): Job => ({
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 60,
  ...job,
});

const build = (how: Step["with"]): Step => ({
  name: "Build the image",
  id: "build",
  uses: "build-flow-image",
  with: {
    image: "${{ setting.image }}",
    dockerfile: "${{ setting.dockerfile }}",
    tags: `\${{ ${DEFAULT_BRANCH} }}, \${{ github.sha }}`,
    ...how,
  },
});

/** Any image, with no pipeline behind it. */
export const containerImage: Workflow = {
  file: "container-image",
  name: "Container image",
  description: [
    "Any container image: a pull request builds it, the default branch pushes and attests it with its own name and the commit as tags. What this workflow attested of the same inputs is not built again.",
    "Require the check `build the image`. Another registry than GitHub's: the variable REGISTRY_USERNAME and the secret REGISTRY_PASSWORD.",
  ].join("\n"),
  on: { ...ON_PULL_REQUEST, ...ON_PUSH },
  concurrency: ofPullRequest("container-image"),
  settings: [IMAGE, DOCKERFILE, RUNS_ON],
  jobs: [
    image({
      id: "build",
      name: "build the image",
      if: "github.event_name != 'push'",
      permissions: { contents: "read" },
      steps: [checkout(HEAD), build({ push: false, tags: "checked" })],
    }),
    image({
      id: "push",
      name: "push the image",
      if: "github.event_name == 'push'",
      permissions: { contents: "read", packages: "write", ...ATTESTING },
      steps: [checkout("${{ github.sha }}"), ...attested(build(registryLogin("image")))],
    }),
  ],
};
