/** What workflows read of a repository's settings: secrets and variables, of the repository or of an environment. */

export const SECRETS: Record<string, string> = {
  PREFECT_API_KEY: "API key for Prefect Cloud.",
  PREFECT_API_AUTH_STRING: "`user:password` for a self-hosted server with basic authentication.",
  PREFECT_CLIENT_CUSTOM_HEADERS: "Headers that a proxy before Prefect wants, as JSON.",
  REGISTRY_PASSWORD: "Password or token for another registry than GitHub's.",
  KUBECONFIG: "Kubeconfig of the cluster; unset where the machine has its own.",
  PREFECT_WEBHOOK_URL:
    "Webhook that is told of a failure on the default branch: Slack's, Teams' or any other; may be missing.",
  PREFECT_PLAN_KEY:
    "Any long text, the same in `prod-plan` and `prod`: an approval covers by it what the plan masks; may be missing.",
  DBT_PROFILES_BASE64: "dbt's profiles.yml in Base64.",
};

export const VARIABLES: Record<string, string> = {
  PREFECT_API_URL: "Address of the Prefect API, or of a Prefect Cloud workspace's page.",
  PREFECT_WORK_POOL: "Name of the work pool.",
  PREFECT_WORK_POOL_ORDERS: "Name of the work pool of the project `orders`.",
  REGISTRY_USERNAME: "User of another registry than GitHub's.",
  REGISTRY_LOGIN:
    "`step` where a step of yours logs in at the registry, as for ECR, Artifact Registry and ACR.",
  PREFECT_ATTESTATIONS:
    "`true` where GitHub keeps attestations of a repository that is not public: with Enterprise Cloud.",
  PREFECT_IMPORT_IMAGE:
    "Image that pull requests' flows are imported in, or `own`; nothing is imported unless it is set.",
  PREFECT_RUN_AFTER_DEPLOY:
    "What is run on PROD after a deployment: `new` for the deployments that were made, or names; nothing unless it is set.",
  PREFECT_DEV_ENVIRONMENT: "Another name for the environment `dev`.",
  PREFECT_PROD_ENVIRONMENT: "Another name for the environment `prod`.",
  PREFECT_PROD_PLAN_ENVIRONMENT: "Another name for the environment `prod-plan`.",
  PREFECT_PROD_APPROVAL_ENVIRONMENT: "Another name for the environment `prod-approval`.",
};
