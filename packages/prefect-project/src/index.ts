export type { BlockDocument, BuildContext, Overrides, TemplateSource } from "./build-context.ts";
export type { DeploymentDefinition, Project, ProjectFiles, Step } from "./definition.ts";
export type {
  DeploymentFields,
  DesiredAutomation,
  DesiredDeployment,
  DesiredSchedule,
} from "./desired-deployment.ts";
