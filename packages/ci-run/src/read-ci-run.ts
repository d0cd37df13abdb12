import { type CiRun, noCiRun } from "./ci-run.ts";
import { type RunContext, readContext } from "./github.ts";
import { readGitLabRun } from "./gitlab.ts";

/** Reads what GitHub Actions or GitLab CI tell of the run. Anywhere else options tell what is needed. */
export function readCiRun(env: NodeJS.ProcessEnv): CiRun {
  if (env.GITHUB_ACTIONS) return gitHubRun(readContext(env), env);
  if (env.GITLAB_CI) return readGitLabRun(env);
  return { ...noCiRun, isCi: Boolean(env.CI) };
}

function gitHubRun(context: RunContext, env: NodeJS.ProcessEnv): CiRun {
  const { pullRequest, mergeGroup, push, defaultBranch, ref, repositoryUrl, runUrl } = context;
  // Where the event can't be read, the variable still tells that it is a pull request.
  const targetBranch = pullRequest?.baseBranch ?? (env.GITHUB_BASE_REF || undefined);
  return {
    isCi: true,
    request: targetBranch === undefined ? undefined : { targetBranch, headSha: pullRequest?.headSha },
    mergeGroupBase: mergeGroup?.baseSha,
    before: push?.before ?? null,
    defaultBranch,
    branch: /^refs\/heads\/(.+)$/.exec(ref ?? "")?.[1],
    repository: repositoryUrl,
    runUrl,
    runId: context.runId,
    commit: context.sha,
  };
}
