import type { Reporter } from "#diagnostics";

/** A merge request as GitLab's predefined variables name it. */
export interface MergeRequestPlace {
  /** `https://gitlab.example/api/v4` */
  apiUrl: string;
  /** Number of the project that the merge request is in. */
  project: string;
  /** The merge request's number within the project. */
  number: string;
  token: string;
  reporter: Reporter;
}
