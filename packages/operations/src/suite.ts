/** What this program is part of, as whoever starts it knows. */
export interface Suite {
  /** `owner/name` on GitHub. */
  repository: string;
  /** Such as `v0.1.0`. */
  release: string;
  /** The folder with the workflows to copy; an absolute path. */
  templates: string;
}

/** Stands for the release's commit in files that no release has stamped. */
export const UNSTAMPED = "RELEASE_COMMIT";
