export { baseOf, takesOneStep } from "./base.ts";
export {
  type BumpCheck,
  type BumpCheckOptions,
  checkVersionBump,
  type MissingBump,
  nextInWords,
} from "./check-bump.ts";
export { MissingVersion } from "./file-formats.ts";
export { versionPatch } from "./patch.ts";
export { parsePythonVersion } from "./python-version.ts";
export { parseSemanticVersion } from "./semantic-version.ts";
export {
  type Bump,
  compareVersions,
  type Judgement,
  judgeFirst,
  judgeRaise,
  judgeStep,
  type NextVersions,
  nextVersions,
} from "./step.ts";
export type { PreRelease, Spelling, UnusableVersion, Version, VersionCore } from "./version.ts";
export { isPreRelease, readVersion, type StatedVersion, VERSION_FILES } from "./version-file.ts";
