import { type CiRun, noCiRun } from "./ci-run.ts";

/** Reads GitLab's predefined variables. */
export function readGitLabRun(env: NodeJS.ProcessEnv): CiRun {
  const targetBranch = env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME || undefined;
  return {
    ...noCiRun,
    isCi: true,
    request: targetBranch === undefined ? undefined : { targetBranch, headSha: undefined },
    before: env.CI_COMMIT_BEFORE_SHA || null,
    defaultBranch: env.CI_DEFAULT_BRANCH || undefined,
    branch: env.CI_COMMIT_BRANCH || undefined,
    repository: env.CI_PROJECT_URL || undefined,
    runUrl: env.CI_JOB_URL || undefined,
    runId: env.CI_PIPELINE_ID || undefined,
    commit: env.CI_COMMIT_SHA || undefined,
  };
}
