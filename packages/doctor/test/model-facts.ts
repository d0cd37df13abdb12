import type { DesiredDeployment } from "#prefect-project";
import type { EnvironmentFacts, Facts, Sections } from "../src/facts.ts";

/** Wednesday. */
export const NOW = new Date("2026-11-25T12:00:00Z");

/** A deployment without a fault; a test changes what it is about. */
export function deployment(
  over: Partial<Omit<DesiredDeployment, "fields">> & { fields?: Partial<DesiredDeployment["fields"]> } = {},
): DesiredDeployment {
  const { fields = {}, ...rest } = over;
  return {
    key: "orders/daily",
    flowName: "orders",
    name: "daily",
    fields: {
      ...{ description: null, version: null, tags: [], parameters: {}, parameter_openapi_schema: {} },
      ...{ enforce_parameter_schema: true, entrypoint: "flows/orders.py:orders", path: null },
      ...{ pull_steps: null, work_pool_name: "etl", work_queue_name: null, job_variables: {} },
      ...{ concurrency_limit: null, concurrency_options: null, paused: false },
      ...fields,
    },
    ...{ versionIsDerived: true, workingDirectoryIsDerived: false, schedules: [], automations: [] },
    location: { file: "prefect.yaml", line: 5 },
    ...{ filled: [], notes: [] },
    ...rest,
  };
}

/** A schedule that is on. */
export function schedule(
  rule: DesiredDeployment["schedules"][number]["schedule"],
  line = 9,
): DesiredDeployment["schedules"][number] {
  const location = { file: "prefect.yaml", line };
  return { schedule: rule, active: true, parameters: {}, slug: null, replaces: null, location };
}

/** An environment that holds a self-hosted server, and admits these branches. */
export function environment(
  names: readonly string[],
  over: Partial<EnvironmentFacts> = {},
): EnvironmentFacts {
  return {
    ...{ isThere: true, asksServer: true, hasReviewers: false },
    admits: names.map((name) => ({ name, type: "branch" })),
    variables: new Map([["PREFECT_API_URL", "https://prefect.example.com/api"]]),
    secrets: new Set(),
    ...over,
  };
}

/** A setup in which nothing is wrong, with parts of it changed. */
export function facts(over: Partial<Sections> = {}): Facts {
  const sound: Sections = {
    files: { faults: [], warnings: [], deployments: [deployment()], keys: ["orders/daily"], isWhole: true },
    reach: { apiUrl: "http://127.0.0.1:4200/api", faults: [], version: "3.8.8" },
    rights: ["deployments", "variables", "automations"].map((what) => ({ what, refusal: null })),
    clock: { ahead: 0.4 },
    pools: {
      pools: new Map([
        [
          "etl",
          {
            type: "process",
            isPaused: false,
            workers: [{ name: "w1", isOnline: true, lastHeartbeat: "2026-11-25T11:59:50Z" }],
            pausedQueues: [],
          },
        ],
      ]),
      ...{ faults: [], warnings: [], missing: [] },
    },
    names: [{ kind: "block", name: "secret.github-token", isThere: true, deployments: ["orders/daily"] }],
    live: {
      deployments: [
        {
          ...{ key: "orders/daily", isPaused: false, workPool: "etl", updated: "2026-11-20T00:00:00Z" },
          ...{ activeSchedules: [{ cron: "0 6 * * *" }], appliedBy: "own" },
        },
      ],
      scheduledRuns: new Map([["orders/daily", 3]]),
      prefect: "3.8",
    },
    records: [],
    images: [
      {
        image: "ghcr.io/acme/flows:1",
        platform: "linux/amd64",
        found: { kind: "there", platforms: ["linux/amd64", "linux/arm64/v8"] },
        deployments: ["orders/daily"],
      },
    ],
    clones: [
      {
        address: "https://github.com/acme/platform.git",
        branch: "main",
        tried: { kind: "cloned" },
        deployments: ["orders/daily"],
      },
    ],
    workflows: {
      release: "v0.1.0",
      files: [
        {
          path: ".github/workflows/prefect-deployments.yml",
          fault: null,
          pins: [{ ref: "a".repeat(40), release: "v0.1.0" }],
          jobs: ["Prefect deployments", "deployments gate"],
          environments: [
            { name: "dev", variable: "PREFECT_DEV_ENVIRONMENT", asksServer: true },
            { name: "prod", variable: "PREFECT_PROD_ENVIRONMENT", asksServer: true },
          ],
          runnerLabels: [["self-hosted", "prefect-prod"]],
          branches: ["main"],
          changedLines: 0,
        },
      ],
    },
    environments: {
      ...{ repository: "acme/platform", defaultBranch: "main" },
      environments: new Map([
        ["dev", environment(["main", "refs/pull/*/merge"])],
        ["prod", environment(["main"])],
      ]),
    },
    rules: { defaultBranch: "main", required: ["deployments gate"] },
    runners: [{ labels: ["self-hosted", "Linux", "prefect-prod"], isOnline: true }],
    actions: { enabled: true, allowed: "all" },
    packages: [{ name: "acme/flows", connected: "Acme/Platform", repository: "acme/platform" }],
    ...over,
  };
  return Object.fromEntries(Object.entries(sound).map(([name, value]) => [name, { value }])) as Facts;
}
