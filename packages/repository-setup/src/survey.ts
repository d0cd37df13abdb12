/** What a repository has, as far as it decides which workflows fit. */
export interface Survey {
  host: "github" | "gitlab" | "other";
  defaultBranch: string;
  /** Files with deployments, from the root. */
  prefectFiles: readonly string[];
  dockerfiles: readonly string[];
  /** A pyproject.toml, package.json or VERSION that states a version. */
  versionFile: string | null;
  /** Folders with values-dev.yaml and values-prod.yaml of Prefect's worker chart. */
  valuesFolders: readonly string[];
  /** Types of the work pools that deployments name, as far as the server tells them. */
  poolTypes: readonly string[];
  /** Of .github/workflows, by path. */
  workflows: ReadonlyMap<string, string>;
}

/** What can be set up. */
export const PIPELINES = ["deployments", "image", "worker"] as const;

export type Pipeline = (typeof PIPELINES)[number];
