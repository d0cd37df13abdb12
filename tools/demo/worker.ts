import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { type PrefectServer, prefectProgram } from "#services";

export interface WorkedRun {
  /** Name of the run's final state, such as `Completed`. */
  state: string;
  /** What the worker and the flow run printed. */
  log: string[];
}

/**
 * Asks for one run of a deployment and lets a real process worker do it: the worker clones the repository as the
 * deployment's pull steps say, runs the flow in a process of its own, and stops.
 */
export async function runWithWorker(
  server: PrefectServer,
  workPool: string,
  deployment: string,
): Promise<WorkedRun> {
  const prefect = await prefectProgram("prefect");
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-worker-"));
  const command = async (...args: string[]) => {
    const result = await runLocally(prefect, args, { cwd: folder, env: server.clientEnv, timeout: 180_000 });
    if (result.exitCode !== 0) throw new Error(`prefect ${args.join(" ")} failed:\n${result.stderr}`);
    return result.stdout + result.stderr;
  };
  try {
    const created = await command("deployment", "run", deployment);
    const id = created.match(/UUID: ([0-9a-f-]{36})/)?.[1];
    if (!id) throw new Error(`prefect deployment run told no run:\n${created}`);
    const log = await command("worker", "start", "--pool", workPool, "--type", "process", "--run-once");
    const answer = await fetch(`${server.apiUrl}/flow_runs/${id}`);
    const run = (await answer.json()) as { state_name: string };
    return { state: run.state_name, log: log.split("\n") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
