/** GitHub takes comments of 65,536 characters; the rest is for the marker and for what the last edit adds. */
export const GITHUB_COMMENT = 65_536 - 1_024;

/** GitLab takes notes of a million characters; one that long is no longer read. */
export const GITLAB_NOTE = 250_000;

/** GitHub takes 1 MiB of a step's summary, in bytes; signs and letters beyond ASCII have up to three. */
export const JOB_SUMMARY = 900_000;
