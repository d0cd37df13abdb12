import { checkout, HEAD } from "./steps.ts";
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

/** Asks for a new version where files that `whenChanged` names have changed. */
export const checkVersion = (whenChanged: string): Step => ({
  name: "Check the version",
  id: "version",
  uses: "check-version-bump",
  with: { ...FROM_FILE, "when-changed": whenChanged },
});

/** The job `version`, whose outputs are those of one of the steps above. */
export const versionJob = (name: string, step: Step): Job => ({
  id: "version",
  name,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "read" },
  outputs: {
    version: "${{ steps.version.outputs.version }}",
    bump: "${{ steps.version.outputs.bump }}",
  },
  steps: [checkout(HEAD), step],
});

export const IS_RAISED = "needs.version.outputs.bump != 'none'";
export const BY_HAND = "github.event_name == 'workflow_dispatch'";

/** The job `release`, after {@link versionJob} and what has to succeed before. */
export const releaseJob = (needs: readonly string[], how: Step["with"] = {}): Job => ({
  id: "release",
  name: "tag and release",
  needs,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "write" },
  steps: [
    {
      name: "Tag and release the version, unless it is",
      uses: "tag-and-release",
      with: { version: "${{ needs.version.outputs.version }}", target: "${{ github.sha }}", ...how },
    },
  ],
});

/**
 * Jobs that tag and release a version which was raised, and start a workflow at the tag. They start it by name, since
 * GitHub starts nothing for a tag or release that was made with a job's own token.
 */
export const releaseAndStart = (file: string): Job[] => [
  versionJob("read the version", READ_VERSION),
  {
    ...releaseJob(["version"], { "start-workflow": `${file}.yml` }),
    if: `${IS_RAISED} || ${BY_HAND}`,
    permissions: { contents: "write", actions: "write" },
  },
];
