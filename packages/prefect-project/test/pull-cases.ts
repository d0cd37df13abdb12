import type { Json } from "#json";

interface PullCase {
  steps: { [step: string]: Json }[];
  /** Where the own repository lies at the end, and the working directory, for a run that begins in /opt/prefect. */
  checkout: string | null;
  directory: string;
}

const GIT_CLONE = "prefect.deployments.steps.git_clone";
const SET = "prefect.deployments.steps.set_working_directory";
const repository = "https://github.com/acme/platform.git";

/** Pull steps with the places that Prefect leaves a run at. */
export const pullCases: Record<string, PullCase> = {
  "a clone": {
    steps: [{ [GIT_CLONE]: { repository } }],
    checkout: "/opt/prefect/platform",
    directory: "/opt/prefect/platform",
  },
  "a clone of a branch with a slash": {
    steps: [{ [GIT_CLONE]: { repository, branch: "feature/x" } }],
    checkout: "/opt/prefect/platform-feature-x",
    directory: "/opt/prefect/platform-feature-x",
  },
  "a clone with a name of its own": {
    steps: [{ [GIT_CLONE]: { repository, branch: "main", clone_directory_name: "code" } }],
    checkout: "/opt/prefect/code",
    directory: "/opt/prefect/code",
  },
  "a folder before the clone": {
    steps: [{ [SET]: { directory: "/opt/work" } }, { [GIT_CLONE]: { repository } }],
    checkout: "/opt/work/platform",
    directory: "/opt/work/platform",
  },
  "a folder of the clone by its output": {
    steps: [
      { [GIT_CLONE]: { repository, id: "clone" } },
      { [SET]: { directory: "{{ clone.directory }}/project" } },
    ],
    checkout: "/opt/prefect/platform",
    directory: "/opt/prefect/platform/project",
  },
  "a folder of the clone by the last output": {
    steps: [{ [GIT_CLONE]: { repository } }, { [SET]: { directory: "{{ directory }}/project" } }],
    checkout: "/opt/prefect/platform",
    directory: "/opt/prefect/platform/project",
  },
  "a folder alone": {
    steps: [{ [SET]: { directory: "/opt/work" } }],
    checkout: null,
    directory: "/opt/work",
  },
  "no step": { steps: [], checkout: null, directory: "/opt/prefect" },
};
