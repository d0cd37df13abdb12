/** The version of package.json, which a bundle can't read; `npm run rename` changes both. */
export const VERSION = "0.1.0";

/** What GitHub calls this project; `npm run rename` changes it. */
export const REPOSITORY = "prefect-cicd/prefect-cicd";
