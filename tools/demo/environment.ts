import { setTimeout as sleep } from "node:timers/promises";
import { type PrefectServer, startPrefectServer } from "#services";

/** One of the two Prefect environments of the demo. */
export interface Environment {
  name: "DEV" | "PROD";
  server: PrefectServer;
}

/** What a reader wants to know of a live deployment. */
export interface LiveDeployment {
  key: string;
  tags: string[];
  /** Branch or commit that its git_clone step fetches. */
  branch: string;
  schedules: "on" | "off" | "none" | "mixed";
  paused: boolean;
  /** Start of the next scheduled run, UTC, or a dash. */
  nextRun: string;
}

/** Starts a server and makes the work pool that the platform's deployments name. */
export async function startEnvironment(name: Environment["name"], workPool: string): Promise<Environment> {
  const server = await startPrefectServer();
  await post(server, "/work_pools/", { name: workPool, type: "process", base_job_template: {} });
  return { name, server };
}

/**
 * Everything that an environment holds, by name. What was written a moment ago has its runs back within seconds: the
 * scheduler is given up to 15 to make them.
 */
export async function readSettled(environment: Environment): Promise<LiveDeployment[]> {
  for (let waited = 0; ; waited++) {
    const deployments = await readDeployments(environment);
    const isWaiting = deployments.some(
      ({ schedules, paused, nextRun }) => schedules === "on" && !paused && nextRun === NO_RUN,
    );
    if (!isWaiting || waited === 15) return deployments;
    await sleep(1000);
  }
}

const NO_RUN = "-";

async function readDeployments({ server }: Environment): Promise<LiveDeployment[]> {
  const deployments = (await post(server, "/deployments/filter", {})) as StoredDeployment[];
  const flows = (await post(server, "/flows/filter", {})) as { id: string; name: string }[];
  const runs = (await post(server, "/flow_runs/filter", {
    sort: "EXPECTED_START_TIME_ASC",
    flow_runs: { state: { type: { any_: ["SCHEDULED"] } } },
  })) as { deployment_id: string; expected_start_time: string }[];
  return deployments
    .map((deployment) => {
      const flow = flows.find(({ id }) => id === deployment.flow_id)?.name;
      const next = runs.find(({ deployment_id }) => deployment_id === deployment.id);
      return {
        key: `${flow}/${deployment.name}`,
        tags: deployment.tags,
        branch: branchOf(deployment),
        schedules: scheduleState(deployment),
        paused: deployment.paused,
        nextRun: next ? `${next.expected_start_time.slice(0, 16).replace("T", " ")} UTC` : NO_RUN,
      };
    })
    .sort((one, other) => one.key.localeCompare(other.key));
}

interface StoredDeployment {
  id: string;
  name: string;
  flow_id: string;
  tags: string[];
  paused: boolean;
  pull_steps: Record<string, { branch?: string; commit_sha?: string }>[] | null;
  schedules: { active: boolean }[];
}

function branchOf({ pull_steps }: StoredDeployment): string {
  const clone = pull_steps?.map((step) => step["prefect.deployments.steps.git_clone"]).find(Boolean);
  return clone?.commit_sha?.slice(0, 8) ?? clone?.branch ?? "-";
}

function scheduleState({ schedules }: StoredDeployment): LiveDeployment["schedules"] {
  if (schedules.length === 0) return "none";
  const active = schedules.filter((schedule) => schedule.active).length;
  if (active === 0) return "off";
  return active === schedules.length ? "on" : "mixed";
}

/** Posts to a server's API and returns its answer. */
export async function post(server: PrefectServer, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${server.apiUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
