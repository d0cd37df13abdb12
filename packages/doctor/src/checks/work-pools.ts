import { defineCheck, type Finding, findingOf } from "../check.ts";
import type { PoolFacts } from "../facts.ts";
import { shellWord } from "../shell-word.ts";

export const workPools = defineCheck({
  name: "work-pools",
  looksAt:
    "Work pools and their queues exist, are not paused, take the job variables, and have a worker that is online.",
  needs: ["files", "pools"],
  judge: ({ files: { deployments }, pools: { pools, faults, warnings } }) => {
    const users = (name: string) =>
      deployments.filter(({ fields }) => fields.work_pool_name === name).map(({ key }) => key);
    return [
      ...faults.map((fault) =>
        findingOf(fault, {
          level: "error",
          why: "The server refuses the deployment.",
          command: commandOf(fault),
        }),
      ),
      ...warnings.map((fault) =>
        findingOf(fault, {
          level: "warning",
          why: "The server takes it, and runs fail.",
          command: commandOf(fault),
        }),
      ),
      ...[...pools].flatMap(([name, pool]) => [
        ...paused(name, pool, users(name)),
        ...queues(name, pool, deployments),
        ...workers(name, pool, users(name)),
      ]),
    ];
  },
});

function commandOf({ code, message }: { code: string; message: string }): string {
  const [, name = ""] = /work pool "?([^"]+?)"? (?:does not exist|is of type|doesn't)/.exec(message) ?? [];
  if (code === "work-pool-missing") return "prefect-cicd doctor --fix --work-pool-type process";
  return name === "" ? "prefect work-pool ls" : `prefect work-pool inspect ${shellWord(name)}`;
}

function paused(name: string, { isPaused }: PoolFacts, deployments: string[]): Finding[] {
  if (!isPaused) return [];
  return [
    {
      code: "work-pool-paused",
      level: "error",
      message: `The work pool ${name} is paused.`,
      deployments,
      why: "Its workers start no runs.",
      command: `prefect work-pool resume ${shellWord(name)}`,
    },
  ];
}

function queues(
  name: string,
  { pausedQueues }: PoolFacts,
  deployments: readonly { key: string; fields: { work_pool_name: string; work_queue_name: string | null } }[],
): Finding[] {
  return pausedQueues.flatMap((queue): Finding[] => {
    const users = deployments.filter(
      ({ fields }) => fields.work_pool_name === name && (fields.work_queue_name ?? "default") === queue,
    );
    if (users.length === 0) return [];
    return [
      {
        code: "work-pool-paused",
        level: "error",
        message: `The work queue ${queue} of the work pool ${name} is paused.`,
        deployments: users.map(({ key }) => key),
        why: "Runs wait in it and are not started.",
        command: `prefect work-queue resume ${shellWord(queue)} --pool ${shellWord(name)}`,
      },
    ];
  });
}

/** Pools of these types are served by Prefect or by a cloud: no worker polls them. */
const WITHOUT_WORKERS = /:(?:push|managed)$/;

function workers(name: string, { type, workers: all }: PoolFacts, deployments: string[]): Finding[] {
  if (WITHOUT_WORKERS.test(type) || all.some(({ isOnline }) => isOnline)) return [];
  const last = all
    .flatMap(({ lastHeartbeat }) => lastHeartbeat ?? [])
    .sort()
    .at(-1);
  return [
    {
      code: "worker-absent",
      level: "error",
      message: `No worker of the work pool ${name} is online; ${last ? `the last heartbeat came at ${last}` : "it has never had one"}.`,
      deployments,
      why: "Runs stay late until a worker polls the pool.",
      command: `prefect worker start --pool ${shellWord(name)} --type ${shellWord(type)}`,
    },
  ];
}
