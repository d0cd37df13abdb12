import { reviewedCommit } from "./steps.ts";
import type { Job, Setting, Step } from "./workflow.ts";

export const VERSION_FILE: Setting = {
  name: "version-file",
  description: "File that states the version.",
  default: "pyproject.toml",
};

const FROM_FILE = { "version-file": "${{ setting.version-file }}" };

/** Reads the version without asking for a new one. */
export const READ_VERSION: Step = {
  name: "Read the version",
  id: "version",
  uses: "check-version-bump",
  with: { ...FROM_FILE, "when-changed": "${{ setting.version-file }}", "on-missing-bump": "warn" },
};

/** The version that {@link READ_VERSION} read. */
export const VERSION = "steps.version.outputs.version";
/** A pull request that raises it has an image of its own, which has not got this version's tag yet. */
export const RELEASED_VERSION = `steps.version.outputs.previous-version || ${VERSION}`;

/** Asks a pull request, and its place in the merge queue, for a new version where files that `whenChanged` names change. */
export const checkVersion = (whenChanged: string): Step => ({
  name: "Check the version",
  id: "version",
  uses: "check-version-bump",
  with: { ...FROM_FILE, "when-changed": whenChanged },
});

/** What a step of the id `version` found, as outputs of its job. */
export const VERSION_OUTPUTS = {
  version: `\${{ ${VERSION} }}`,
  bump: "${{ steps.version.outputs.bump }}",
};

export const BY_HAND = "github.event_name == 'workflow_dispatch'";

/** In jobs after the job `id`, which read the version. */
export const wasRaised = (id: string) => `(needs.${id}.outputs.bump != 'none' || ${BY_HAND})`;

/** The job that reads the version of a merge. */
const versionJob: Job = {
  id: "version",
  name: "read the version",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "read" },
  outputs: VERSION_OUTPUTS,
  steps: [...reviewedCommit("${{ github.sha }}"), READ_VERSION],
};

/** The job `release`, after one that has read the version, and what has to succeed before. */
export const releaseJob = (from: string, how: Step["with"] = {}): Job => ({
  id: "release",
  name: "tag and release",
  needs: [from],
  if: wasRaised(from),
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "write" },
  steps: [
    {
      name: "Tag and release the version, unless it is",
      uses: "tag-and-release",
      with: { version: `\${{ needs.${from}.outputs.version }}`, target: "${{ github.sha }}", ...how },
    },
  ],
});

/**
 * Jobs that tag and release a version which was raised, and start a workflow for the tag. They start it by name, since
 * GitHub starts nothing for a tag or release that was made with a job's own token.
 */
export const releaseAndStart = (file: string): Job[] => [
  versionJob,
  {
    ...releaseJob("version", { "start-workflow": `${file}.yml` }),
    permissions: { contents: "write", actions: "write" },
  },
];

/** Input of a workflow that {@link releaseAndStart} starts. */
export const TAG_INPUT = {
  tag: {
    description: "Tag to take, such as v1.2.3, of a commit that the default branch has.",
    type: "string",
    required: true,
  },
};

/**
 * Steps after which a tag's commit is checked out. A tag starts nothing by itself: whoever may push one would choose the
 * workflow that gets the secrets. So the workflow is the default branch's, and takes a commit of that branch alone.
 */
export const taggedCommit: readonly Step[] = reviewedCommit("refs/tags/${{ inputs.tag }}");
