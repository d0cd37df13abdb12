import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PrefectServer, runBundle, startProcessWorker } from "#services";
import { showMarkdown } from "./comment.ts";
import { slowly } from "./print.ts";

/**
 * Runs deployments by run-deployments, while a real process worker does the work: it clones the repository as the pull
 * steps say, and runs each flow in a process of its own. One of them has to fail.
 */
export async function runInEnvironment(
  server: PrefectServer,
  workPool: string,
  deployments: readonly string[],
): Promise<void> {
  const worker = await slowly("starting a process worker", () => startProcessWorker(server, workPool));
  const workspace = await mkdtemp(join(tmpdir(), "prefect-cicd-runs-"));
  try {
    console.log("  • Run what was changed");
    const { exitCode, summary, annotations } = await runBundle("run-deployments", {
      inputs: { "prefect-api-url": server.apiUrl, deployments: JSON.stringify(deployments), timeout: "3m" },
      workspace,
      github: { repository: "acme/edp" },
      onLogLine: (line) => console.log(`    ${line}`),
    });
    showMarkdown("The job's summary", summary);
    const failed = annotations.filter(({ level }) => level === "error");
    console.log(`\n  The job ends with ${exitCode}:`);
    for (const { message } of failed) console.log(`    ${message.split("\n")[0]}`);
    if (exitCode !== 1 || !summary.includes("1 passed, 1 failed"))
      throw new Error(`One run was to pass and one to fail, and the job ended with ${exitCode}.`);
  } finally {
    await worker.stop();
    await rm(workspace, { recursive: true, force: true });
  }
}
