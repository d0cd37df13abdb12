type Environment = Readonly<Record<string, string | undefined>>;

/** What a CI system tells of its run, in the variables it is known by; all of it is only data. */
export interface CiRun {
  /** False on somebody's own machine. */
  isCi: boolean;
  /** Branch that a pull or merge request is to go into; undefined where the run is for none. */
  targetBranch: string | undefined;
  /** Where the branch stood before the push, all zeros for a new one; null where nothing tells. */
  before: string | null;
  defaultBranch: string | undefined;
  /** The branch that the run is for; undefined on a pull or merge request. */
  branch: string | undefined;
  /** Address of the repository. */
  repository: string | undefined;
  /** Address of the run's page. */
  runUrl: string | undefined;
}

/** Reads the variables of GitHub Actions and GitLab CI. Anywhere else the options tell what is needed. */
export function readCiRun(env: Environment): CiRun {
  if (env.GITHUB_ACTIONS) return gitHub(env);
  if (env.GITLAB_CI) return gitLab(env);
  return { ...NOTHING, isCi: Boolean(env.CI) };
}

const NOTHING: CiRun = {
  isCi: false,
  targetBranch: undefined,
  before: null,
  defaultBranch: undefined,
  branch: undefined,
  repository: undefined,
  runUrl: undefined,
};

function gitHub(env: Environment): CiRun {
  const { GITHUB_REPOSITORY: name, GITHUB_RUN_ID: run } = env;
  const repository = name && `${env.GITHUB_SERVER_URL || "https://github.com"}/${name}`;
  return {
    ...NOTHING,
    isCi: true,
    targetBranch: env.GITHUB_BASE_REF || undefined,
    branch: env.GITHUB_REF_TYPE === "branch" ? env.GITHUB_REF_NAME || undefined : undefined,
    repository: repository || undefined,
    runUrl: repository && run ? `${repository}/actions/runs/${run}` : undefined,
  };
}

function gitLab(env: Environment): CiRun {
  return {
    isCi: true,
    targetBranch: env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME || undefined,
    before: env.CI_COMMIT_BEFORE_SHA || null,
    defaultBranch: env.CI_DEFAULT_BRANCH || undefined,
    branch: env.CI_COMMIT_BRANCH || undefined,
    repository: env.CI_PROJECT_URL || undefined,
    runUrl: env.CI_JOB_URL || undefined,
  };
}
