import { ATTESTING, attested } from "./attestation.ts";
import { changedByBranchBefore } from "./changed-files.ts";
import { access, HAS_ACCESS, PREFECT_ENV, writingTo } from "./environments.ts";
import { telling } from "./notify.ts";
import {
  HEAD,
  IS_NEW,
  MAY_WRITE,
  NEWEST,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  TAG,
} from "./pull-requests.ts";
import { hasLogin, registryLogin } from "./registry.ts";
import {
  BY_HAND,
  checkVersion,
  READ_VERSION,
  releaseJob,
  VERSION,
  VERSION_FILE,
  VERSION_OUTPUTS,
} from "./releases.ts";
import {
  ALLOW_OLDER,
  CHOSEN_COMMIT,
  COMMIT_INPUTS,
  checkout,
  gate,
  NAME_COMMIT,
  NAMED_COMMIT,
  ON_PUSH,
  RUNS_ON,
  restorePool,
  reviewedCommit,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

export const IMAGE: Setting = {
  name: "image",
  description: "The flows' image, without a tag; capital letters are lowered.",
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

const build = (environment: "dev" | "prod", more: Step["with"], condition: string): Step => ({
  name: "Build the image",
  id: "build",
  if: condition,
  uses: "build-flow-image",
  with: {
    image: "${{ setting.image }}",
    version: `\${{ ${VERSION} }}`,
    environment,
    dockerfile: "${{ setting.dockerfile }}",
    ...registryLogin("image"),
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
    // By its digest: a tag may be moved by whoever can push to the registry.
    image: "${{ needs.image.outputs.image }}",
    ...more,
  },
});

const RUNNER = "${{ setting.runs-on }}";

const image = (job: Partial<Job> & Pick<Job, "permissions" | "steps">): Job => ({
  id: "image",
  name: "build the flows' image",
  runsOn: RUNNER,
  timeoutMinutes: 60,
  ...job,
  outputs: {
    ...VERSION_OUTPUTS,
    image: "${{ steps.build.outputs.image-by-digest }}",
    pushed: "${{ steps.build.outputs.pushed }}",
    ...job.outputs,
  },
});

const IS_NEWEST = "steps.newest.outputs.newest == 'true'";
const WAS_PUSHED = "needs.image.outputs.pushed == 'true'";

const useInDev: Job = {
  id: "dev",
  name: "use the image in DEV",
  comment: "A push that takes the change of the image back puts back what DEV had before it.",
  needs: ["image"],
  if: `${MAY_WRITE} && (${WAS_PUSHED} || needs.image.outputs.taken-back == 'true')`,
  runsOn: RUNNER,
  timeoutMinutes: 15,
  ...writingTo("dev"),
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
    useImage({ "temporary-for": TAG }, `${IS_NEWEST} && ${WAS_PUSHED}`),
    restorePool({
      if: `${IS_NEWEST} && needs.image.outputs.pushed != 'true'`,
      with: { "temporary-for": TAG },
    }),
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
    image({
      permissions: { contents: "read", packages: "write", "pull-requests": "read" },
      outputs: { "taken-back": "${{ steps.before.outputs.any }}" },
      steps: [
        checkout(HEAD),
        checkVersion("${{ setting.image-files }}"),
        build(
          "dev",
          // What lies in the registry may be anybody's: it is built, by the cache in no time.
          { reuse: false, push: `\${{ ${OWN_PULL_REQUEST} && ${hasLogin("image")} }}` },
          "github.event_name == 'pull_request' && steps.version.outputs.bump != 'none'",
        ),
        changedByBranchBefore("${{ setting.version-file }}", {
          name: "Look whether the push before raised the version",
          if: `!(${IS_NEW}) && steps.version.outputs.bump == 'none'`,
        }),
      ],
    }),
    useInDev,
    gate("flows image gate", ["image"], ["dev"]),
  ],
};

/** A version that was raised, or that was to be built by an earlier run, which failed: nothing is tagged with it. */
const isDue = (from: string) =>
  `(${from}.outputs.bump != 'none' || ${from}.outputs.tag-exists != 'true' || ${BY_HAND})`;
const WAS_DUE = isDue("needs.image");

/** The commit that the image was built of. */
const OF_IMAGE = "${{ needs.image.outputs.commit }}";

const pool = (environment: "dev" | "prod"): Job => ({
  id: environment,
  name: `use the image in ${environment.toUpperCase()}`,
  needs: ["image"],
  if: WAS_DUE,
  runsOn: RUNNER,
  timeoutMinutes: 15,
  ...writingTo(environment),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [access(environment, "fail"), checkout(OF_IMAGE), useImage({ commit: OF_IMAGE, ...ALLOW_OLDER })],
});

/** Ids of the jobs after which every pool has the image. */
const POOLS = ["dev", "prod"];

/**
 * Last of all: as long as a version has no tag it is due, so that a later merge gives it to a pool which did not take it.
 */
const release: Job = {
  ...releaseJob("image", { target: OF_IMAGE }),
  needs: ["image", ...POOLS],
  if: WAS_DUE,
};

const onMerge: Workflow = {
  file: "flows-image-merge",
  name: "Flows image: merge",
  description: [
    "A merged version of the flows' image, raised or still without a release: it is built from what was reviewed and attested, the work pools of DEV and PROD use it, by its digest, and then it is tagged and released. Where a pool did not take it, the next merge gives it once more. Safe to run again: what this workflow has attested is not built twice. An older commit than theirs is refused; started by hand it does so for the version on the default branch, or of an earlier commit or tag of it.",
    "Environments `dev` and `prod` give the variables PREFECT_API_URL and PREFECT_WORK_POOL, and the secret that the server asks for.",
    "Where prefect-worker-merge installs the worker by Helm, take prefect-platform for both: the release has to have the image, or a pod that starts would bring the old one back. Beside such a release this one is refused.",
  ].join("\n"),
  on: { ...ON_PUSH, workflow_dispatch: { inputs: COMMIT_INPUTS } },
  concurrency: { group: "flows-image-merge", queue: "max" },
  settings: SETTINGS.filter((setting) => setting !== TAG_PREFIX),
  jobs: telling([
    image({
      permissions: { contents: "read", packages: "write", ...ATTESTING },
      outputs: { commit: NAMED_COMMIT, "tag-exists": "${{ steps.version.outputs.tag-exists }}" },
      steps: [
        ...reviewedCommit(CHOSEN_COMMIT),
        NAME_COMMIT,
        READ_VERSION,
        ...attested(build("prod", {}, isDue("steps.version"))),
      ],
    }),
    pool("dev"),
    pool("prod"),
    release,
  ]),
};

export const flowsImage: readonly Workflow[] = [onPullRequest, onMerge];
