export type { BlockDocument, BuildContext, Overrides, ServerValues } from "./build/build-context.ts";
export { type Built, buildDesiredDeployment } from "./build/build-desired.ts";
export { checkName, deploymentName, safeName } from "./build/deployment-name.ts";
export { deriveVersion, type GitState } from "./build/derive-version.ts";
export type {
  DeploymentFields,
  DesiredAutomation,
  DesiredDeployment,
  DesiredSchedule,
  FilledValue,
} from "./build/desired-deployment.ts";
export { duplicateFaults } from "./build/duplicates.ts";
export { unknownParameters } from "./build/parameter-check.ts";
export { resolveSteps } from "./build/resolve-steps.ts";
export { type ServerName, serverNames } from "./build/server-names.ts";
export { unsetWarnings } from "./build/unset-in-definition.ts";
export { type CodePlace, codePlace } from "./clone/code-place.ts";
export { keepsFolders, type OnlineWorker, type PinnedPool, pinWarnings } from "./clone/worker-versions.ts";
export type { Smoke } from "./definitions/cicd.ts";
export type {
  BrokenFile,
  DeploymentDefinition,
  Project,
  ProjectFiles,
  Step,
  UnmatchedEntry,
} from "./definitions/definition.ts";
export { entryPointFromRoot } from "./definitions/entry-folder.ts";
export { type FilePart, type FileParts, partsOf } from "./definitions/file-parts.ts";
export { type Input, unmatchedInputs } from "./definitions/inputs.ts";
export { namedParts } from "./definitions/named-parts.ts";
export { isDefaultPoolChanged } from "./definitions/prefect-settings.ts";
export { projectFileMatcher } from "./definitions/project-files.ts";
export { readProject } from "./definitions/read-project.ts";
export { withTexts } from "./definitions/with-texts.ts";
export { type CronExpansion, type CronField, expandCron } from "./schedule/cron.ts";
