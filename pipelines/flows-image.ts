import { BY_HAND, checkVersion, IS_RAISED, releaseJob, VERSION_FILE, versionJob } from "./releases.ts";
import {
  access,
  checkout,
  gate,
  HAS_ACCESS,
  HEAD,
  inEnvironment,
  NEWEST,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  PREFECT_ENV,
  RUNS_ON,
  restorePool,
  TAG,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

export const IMAGE: Setting = {
  name: "image",
  description: "The flows' image, without a tag.",
  default: "ghcr.io/${{ github.repository }}/flows",
};

export const IMAGE_FILES: Setting = {
  name: "image-files",
  description: "Globs of files whose change asks for a new version, separated by commas.",
  default: "etc/docker/Dockerfile, pyproject.toml, uv.lock",
};

const DOCKERFILE: Setting = {
  name: "dockerfile",
  description: "The image's Dockerfile.",
  default: "etc/docker/Dockerfile",
};

const SETTINGS = [IMAGE, VERSION_FILE, IMAGE_FILES, DOCKERFILE, TAG_PREFIX, RUNS_ON];

/** GitHub's registry takes the job's own token; any other one a secret, which not every pull request gets. */
const HAS_LOGIN = "(startsWith(setting.image, 'ghcr.io/') || secrets.REGISTRY_PASSWORD != '')";

const build = (environment: "dev" | "prod", more: Step["with"] = {}): Step => ({
  name: "Build the image, or take the one of the same inputs",
  id: "build",
  uses: "build-flow-image",
  with: {
    image: "${{ setting.image }}",
    version: "${{ needs.version.outputs.version }}",
    environment,
    dockerfile: "${{ setting.dockerfile }}",
    "registry-username": `\${{ ${HAS_LOGIN} && (vars.REGISTRY_USERNAME || github.actor) || '' }}`,
    "registry-password": `\${{ ${HAS_LOGIN} && (secrets.REGISTRY_PASSWORD || github.token) || '' }}`,
    ...more,
  },
});

const useImage = (more: Step["with"], condition?: string): Step => ({
  name: "Give the work pool the image",
  ...(condition === undefined ? {} : { if: condition }),
  uses: "update-work-pool",
  with: {
    mode: "api",
    "work-pool": "${{ vars.PREFECT_WORK_POOL }}",
    image: "${{ needs.image.outputs.image }}",
    ...more,
  },
});

const RUNNER = "${{ setting.runs-on }}";

const version = versionJob("check the image's version", checkVersion("${{ setting.image-files }}"));

const image = (job: Partial<Job> & Pick<Job, "permissions" | "steps" | "if">): Job => ({
  id: "image",
  name: "build the flows' image",
  needs: ["version"],
  runsOn: RUNNER,
  timeoutMinutes: 60,
  outputs: { image: "${{ steps.build.outputs.image }}", pushed: "${{ steps.build.outputs.pushed }}" },
  ...job,
});

const IS_NEWEST = "steps.newest.outputs.newest == 'true'";

const useInDev: Job = {
  id: "dev",
  name: "use the image in DEV",
  comment: "A push that takes the change of the image back puts back what DEV had before it.",
  needs: ["version", "image"],
  if: `${OWN_PULL_REQUEST} && !failure() && !cancelled() && (needs.image.outputs.pushed == 'true' || (needs.image.result == 'skipped' && github.event.action == 'synchronize'))`,
  runsOn: RUNNER,
  timeoutMinutes: 15,
  ...inEnvironment("dev"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "skip"),
    checkout(NEWEST, { if: HAS_ACCESS }),
    {
      name: "Leave a newer push to its own run",
      id: "newest",
      if: HAS_ACCESS,
      env: { PUSHED: "${{ github.event.pull_request.head.sha }}" },
      run: '[ "$(git rev-parse HEAD)" = "$PUSHED" ] && echo "newest=true" >> "$GITHUB_OUTPUT" || echo "There is a newer push."',
    },
    useImage({ "temporary-for": TAG }, `${IS_NEWEST} && needs.image.result == 'success'`),
    restorePool({ if: `${IS_NEWEST} && needs.image.result == 'skipped'`, with: { "temporary-for": TAG } }),
  ],
};

const onPullRequest: Workflow = {
  file: "flows-image-pull-request",
  name: "Flows image: pull request",
  description: [
    "A pull request that changes the flows' image: its version was raised by one step, the image is built and pushed, and DEV's work pool uses it. The image of a fork, or without a log-in to the registry, is built and not pushed.",
    "Require the check `flows image gate`. Environment `dev` gives the variables PREFECT_API_URL and PREFECT_WORK_POOL, and the secret that the server asks for.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("flows-image"),
  settings: SETTINGS,
  jobs: [
    version,
    image({
      if: `github.event_name == 'pull_request' && ${IS_RAISED}`,
      permissions: { contents: "read", packages: "write" },
      steps: [checkout(HEAD), build("dev", { push: `\${{ ${OWN_PULL_REQUEST} && ${HAS_LOGIN} }}` })],
    }),
    useInDev,
    gate("flows image gate", ["version", "image", "dev"]),
  ],
};

const pool = (environment: "dev" | "prod"): Job => ({
  id: environment,
  name: `use the image in ${environment.toUpperCase()}`,
  needs: ["image"],
  runsOn: RUNNER,
  timeoutMinutes: 15,
  ...inEnvironment(environment),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [
    access(environment, "fail"),
    checkout("${{ github.sha }}"),
    useImage({ commit: "${{ github.sha }}" }),
  ],
});

const onMerge: Workflow = {
  file: "flows-image-merge",
  name: "Flows image: merge",
  description: [
    "A merged version of the flows' image: tag and release, the image that the pull request tested gets the version's tag, and the work pools of DEV and PROD use it. Safe to run again, and an older commit than theirs is refused; started by hand it does so for the version on main.",
    "Environments `dev` and `prod` give the variables PREFECT_API_URL and PREFECT_WORK_POOL, and the secret that the server asks for.",
    "Where prefect-worker-merge installs the worker by Helm, take prefect-platform for both: the release has to have the image, or a pod that starts would bring the old one back. Beside such a release this one is refused.",
  ].join("\n"),
  on: { push: { branches: ["main"] }, workflow_dispatch: null },
  concurrency: { group: "flows-image-merge", queue: "max" },
  settings: SETTINGS.filter((setting) => setting !== TAG_PREFIX),
  jobs: [
    version,
    image({
      if: `${IS_RAISED} || ${BY_HAND}`,
      permissions: { contents: "read", packages: "write", "pull-requests": "read" },
      steps: [checkout("${{ github.sha }}"), build("prod")],
    }),
    releaseJob(["version", "image"]),
    pool("dev"),
    pool("prod"),
  ],
};

export const flowsImage: readonly Workflow[] = [onPullRequest, onMerge];
