export type {
  DeploymentFields,
  DesiredAutomation,
  DesiredDeployment,
  DesiredSchedule,
} from "./desired-deployment.ts";
