import { uniqueName } from "#services";
import {
  type TemporaryRepository,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";

/** A small data platform in a git repository, whose flows have names that no other test uses. */
export interface Platform {
  repository: TemporaryRepository;
  /** Name of the flow in flows/orders.py. */
  orders: string;
  /** Name of the flow in flows/marts.py. */
  marts: string;
  workPool: string;
  /** The commit of the start. */
  start: string;
  /** The whole text of prefect.yaml with these deployments. */
  prefectYaml(deployments: string): string;
}

/** Two flows, of which orders imports lib/clean.py, and one deployment of each. */
export async function platform(): Promise<Platform> {
  const [orders, marts, workPool] = [uniqueName("orders"), uniqueName("marts"), uniqueName("pool")];
  const prefectYaml = (deployments: string) => `name: platform
pull:
  - prefect.deployments.steps.git_clone:
      repository: https://github.example/acme/${workPool}.git
      branch: main
definitions:
  work_pool: &pool {name: ${workPool}}
deployments:
${deployments}`;
  const repository = await temporaryRepository();
  const start = await repository.commit({
    "prefect.yaml": prefectYaml(ordersDaily + martsHourly),
    "flows/orders.py": flow(orders, "from lib.clean import clean\n"),
    "flows/marts.py": flow(marts),
    "lib/__init__.py": "",
    "lib/clean.py": "def clean(row):\n    return row\n",
  });
  return { repository, orders, marts, workPool, start, prefectYaml };
}

export const ordersDaily = `  - name: daily
    entrypoint: flows/orders.py:run
    parameters: {table: orders}
    schedules:
      - cron: "0 2 * * *"
        timezone: UTC
    work_pool: *pool
`;

export const martsHourly = `  - name: hourly
    entrypoint: flows/marts.py:run
    work_pool: *pool
`;

export function flow(name: string, imports = ""): string {
  return `from prefect import flow\n${imports}\n\n@flow(name="${name}")\ndef run(table: str = "all"):\n    pass\n`;
}

/** The payload of a pull request from the head to main. */
export function pullRequest(headSha: string, baseSha: string, headBranch = "feature") {
  return {
    name: "pull_request",
    payload: {
      number: 12,
      pull_request: {
        number: 12,
        head: { ref: headBranch, sha: headSha, repo: { full_name: "acme/platform" } },
        base: { ref: "main", sha: baseSha, repo: { full_name: "acme/platform" } },
      },
    },
  };
}

export function push(before: string, after: string, forced = false) {
  return { name: "push", payload: { ref: "refs/heads/main", before, after, forced } };
}

/** An output that holds JSON. */
export function json(text: string | undefined) {
  return JSON.parse(text ?? "null");
}
