import { checkout, HEAD, ON_PULL_REQUEST, ofPullRequest, RUNS_ON } from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const IMAGE: Setting = {
  name: "image",
  description: "The image, without a tag.",
  default: "ghcr.io/${{ github.repository }}",
};

const DOCKERFILE: Setting = {
  name: "dockerfile",
  description: "The image's Dockerfile.",
  default: "Dockerfile",
};

/** Log-in at the image's registry; GitHub's own takes the job's token. */
export const REGISTRY_LOGIN = {
  "registry-username": "${{ vars.REGISTRY_USERNAME || github.actor }}",
  "registry-password": "${{ secrets.REGISTRY_PASSWORD || github.token }}",
};

const image = (
  job: Pick<Job, "id" | "name" | "if" | "permissions">,
  ref: string,
  how: Step["with"],
): Job => ({
  ...job,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 60,
  steps: [
    checkout(ref),
    {
      name: "Build the image",
      uses: "build-flow-image",
      with: {
        image: "${{ setting.image }}",
        dockerfile: "${{ setting.dockerfile }}",
        tags: "main, ${{ github.sha }}",
        ...how,
      },
    },
  ],
});

/** Any image, with no pipeline behind it. */
export const containerImage: Workflow = {
  file: "container-image",
  name: "Container image",
  description: [
    "Any container image: a pull request builds it, main pushes it with the tags `main` and the commit. What is built already from the same inputs is not built again.",
    "Require the check `build the image`. Another registry than GitHub's: the variable REGISTRY_USERNAME and the secret REGISTRY_PASSWORD.",
  ].join("\n"),
  on: { ...ON_PULL_REQUEST, push: { branches: ["main"] } },
  concurrency: ofPullRequest("container-image"),
  settings: [IMAGE, DOCKERFILE, RUNS_ON],
  jobs: [
    image(
      {
        id: "build",
        name: "build the image",
        if: "github.event_name != 'push'",
        permissions: { contents: "read" },
      },
      HEAD,
      { push: false },
    ),
    image(
      {
        id: "push",
        name: "push the image",
        if: "github.event_name == 'push'",
        permissions: { contents: "read", packages: "write" },
      },
      "${{ github.sha }}",
      REGISTRY_LOGIN,
    ),
  ],
};
