import type { InputReader } from "#action-kit";

/** What to do about a version that should have been raised and was not. */
export type OnMissingBump = "fail" | "warn" | "propose";

export interface Inputs {
  versionFile: string;
  baseRef: string | undefined;
  tagPrefix: string;
  preReleases: boolean;
  whenChanged: string[];
  onMissingBump: OnMissingBump;
  /** Accounts whose pull requests need no new version. */
  dependencyBots: string[];
  workingDirectory: string;
  token: string | undefined;
}

export function inputs(input: InputReader): Inputs {
  const tagPrefix = input.optional("tag-prefix") ?? "v";
  return {
    versionFile: input.optional("version-file") ?? "pyproject.toml",
    baseRef: input.optional("base-ref"),
    tagPrefix: tagPrefix === "none" ? "" : tagPrefix,
    preReleases: input.boolean("pre-releases"),
    whenChanged: input.list("when-changed"),
    onMissingBump: input.choice("on-missing-bump", ["fail", "warn", "propose"], "fail"),
    dependencyBots: input.optional("dependency-bots")
      ? input.list("dependency-bots")
      : ["dependabot[bot]", "renovate[bot]"],
    workingDirectory: input.optional("working-directory") ?? ".",
    token: input.secret("github-token"),
  };
}
