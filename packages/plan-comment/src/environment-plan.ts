import type { ShownPlan } from "#deployment-plan";

/** What is planned for one environment, such as PROD. */
export interface EnvironmentPlan {
  environment: string;
  /** Null where there is none, since what makes it failed. */
  plan: ShownPlan | null;
}

/** How another job of the run ended. */
export interface Check {
  name: string;
  /** GitHub's words for it: `success`, `failure`, `cancelled`, `skipped`; GitLab's are close. */
  result: string;
}
