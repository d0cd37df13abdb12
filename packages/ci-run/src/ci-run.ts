/** What a CI system tells of the run that we are part of. Every text may be chosen by whoever opened a pull request. */
export interface CiRun {
  /** False on somebody's own machine. */
  isCi: boolean;
  /** The pull or merge request that the run is for; undefined where it is for none. */
  request: ChangeRequest | undefined;
  /** What a merge queue's group will be merged onto, with the groups before it; undefined outside one. */
  mergeGroupBase: string | undefined;
  /** Where the branch stood before the push, all zeros for a new one; null where nothing tells. */
  before: string | null;
  defaultBranch: string | undefined;
  /** The branch that the run is for; undefined on a pull or merge request, and for a tag. */
  branch: string | undefined;
  /** Address of the repository. */
  repository: string | undefined;
  /** Address of the run's page. */
  runUrl: string | undefined;
  /** Id of the workflow's run or the pipeline: the same where it, or one of its jobs, is run again. */
  runId: string | undefined;
  /** The commit that the run is for, whatever is checked out. */
  commit: string | undefined;
}

/** GitHub's pull request, GitLab's merge request. */
export interface ChangeRequest {
  /** The branch that it is to go into. */
  targetBranch: string;
  /** Its newest commit; undefined where that is what is checked out. */
  headSha: string | undefined;
}

/** A run that no CI system tells of. */
export const noCiRun: CiRun = {
  isCi: false,
  request: undefined,
  mergeGroupBase: undefined,
  before: null,
  defaultBranch: undefined,
  branch: undefined,
  repository: undefined,
  runUrl: undefined,
  runId: undefined,
  commit: undefined,
};
