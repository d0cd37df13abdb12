import type { Environment, Job, Setting, Step } from "./workflow.ts";

/** The environments that a job may be in, by the part of their names' settings. */
export type EnvironmentRole = "dev" | "prod" | "prod-plan" | "prod-approval";

const ABOUT: Record<EnvironmentRole, string> = {
  dev: "Environment of DEV.",
  prod: "Environment of PROD. It admits the default branch only, and has no reviewers.",
  "prod-plan": "Environment in which PROD's plan is made, with a key that may only read.",
  "prod-approval": "Environment whose reviewers are asked before PROD. It has no secrets.",
};

/** `environment:` takes no `env`, so a template has the expression in the place of the setting. */
const setting = (role: EnvironmentRole): Setting => ({
  name: `${role}-environment`,
  description: ABOUT[role],
  default: `\${{ vars.PREFECT_${role.toUpperCase().replaceAll("-", "_")}_ENVIRONMENT || '${role}' }}`,
  inPlace: true,
});

/** The settings that name environments; a workflow has those that its jobs are in. */
export const ENVIRONMENT_NAMES: readonly Setting[] = (Object.keys(ABOUT) as EnvironmentRole[]).map(setting);

/** What an environment is called. */
export const nameOf = (role: EnvironmentRole) => `\${{ setting.${role}-environment }}`;

/** An environment that a job deploys to; the timeline links to the deployments in Prefect's UI. */
export const deploymentTo = (role: EnvironmentRole): Environment => ({
  name: nameOf(role),
  url: "${{ steps.access.outputs.deployments-url }}",
});

/** An environment that a job only reads in, or tidies up in. */
export const withoutDeployment = (role: EnvironmentRole): Environment => ({
  name: nameOf(role),
  deployment: false,
});

/** One group an environment for all pipelines: what writes to the same server never does at once. */
export const writingTo = (
  role: "dev" | "prod",
  environment = deploymentTo(role),
): Pick<Job, "environment" | "concurrency"> => ({
  environment,
  concurrency: { group: `prefect-${nameOf(role)}`, queue: "max" },
});

/** What every job that talks to Prefect gets from its environment. */
export const PREFECT_ENV = {
  PREFECT_API_URL: "${{ vars.PREFECT_API_URL }}",
  PREFECT_API_KEY: "${{ secrets.PREFECT_API_KEY }}",
  PREFECT_API_AUTH_STRING: "${{ secrets.PREFECT_API_AUTH_STRING }}",
  PREFECT_CLIENT_CUSTOM_HEADERS: "${{ secrets.PREFECT_CLIENT_CUSTOM_HEADERS }}",
};

/**
 * Whether the environment gives what Prefect asks for. Where `missing` is `skip`, as for pull requests of
 * Dependabot, the steps after it ask for {@link HAS_ACCESS}.
 */
export function access(role: EnvironmentRole, missing: "skip" | "fail", more: Step["with"] = {}): Step {
  return {
    name: "Look whether the environment lets this run in",
    id: "access",
    uses: "check-prefect-access",
    with: { environment: nameOf(role), "when-missing": missing, ...more },
  };
}

export const HAS_ACCESS = "steps.access.outputs.available == 'true'";
