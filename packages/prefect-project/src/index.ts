export type { BlockDocument, BuildContext, Overrides, TemplateSource } from "./build-context.ts";
export { type Built, buildDesiredDeployment } from "./build-desired.ts";
export type { DeploymentDefinition, Project, ProjectFiles, Step } from "./definition.ts";
export { checkName, deploymentName, safeName } from "./deployment-name.ts";
export { deriveVersion, type GitState } from "./derive-version.ts";
export type {
  DeploymentFields,
  DesiredAutomation,
  DesiredDeployment,
  DesiredSchedule,
} from "./desired-deployment.ts";
export { duplicateFaults } from "./duplicates.ts";
export { entryPointFromRoot } from "./entry-folder.ts";
export { readProject } from "./read-project.ts";
export { resolveSteps } from "./resolve-steps.ts";
