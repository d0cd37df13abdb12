import { type PrefectServer, prefectProgram } from "./prefect.ts";
import { Server } from "./process.ts";

/**
 * A real worker that runs flows as processes of this machine; it polls every second. Ready when its server knows it.
 *
 * @param pool a work pool of the type `process`
 */
export async function startProcessWorker(
  { apiUrl, clientEnv }: Pick<PrefectServer, "apiUrl" | "clientEnv">,
  pool: string,
): Promise<Server> {
  const worker = await Server.start(
    await prefectProgram("prefect"),
    ["worker", "start", "--pool", pool, "--type", "process", "--name", pool, "--install-policy", "never"],
    { env: { ...clientEnv, PREFECT_WORKER_HEARTBEAT_SECONDS: "5", PREFECT_WORKER_QUERY_SECONDS: "1" } },
  );
  await worker.waitUntil(async () => {
    const answer = await fetch(`${apiUrl}/work_pools/${pool}/workers/filter`, { method: "POST" });
    return answer.ok && ((await answer.json()) as unknown[]).length > 0;
  }, 240);
  return worker;
}
