import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunCommand } from "#command";
import { FaultError } from "#diagnostics";
import { KUBECONFIG } from "./k3s-service.ts";
import type { ToolsRequest } from "./request.ts";

/**
 * Path of a kubeconfig of K3s that the runner's user can read. K3s keeps its own for root alone; another user gets a
 * copy that nobody else can read, in the job's temporary folder, so that it goes with the job.
 */
export async function readableKubeconfig(
  { temporaryFolder }: ToolsRequest,
  root: RunCommand | undefined,
): Promise<string> {
  if (await isReadable(KUBECONFIG)) return KUBECONFIG;
  const result = await root?.("cat", [KUBECONFIG]);
  if (result?.exitCode !== 0) {
    throw new FaultError({
      code: "machine-unfit",
      message: `Input \`k3s-version\`: K3s is there, and its kubeconfig ${KUBECONFIG} can't be read by the runner's user.`,
      fix: "Run the job as root, or let the runner's user use sudo without a password.",
    });
  }
  const copy = join(temporaryFolder, `k3s-${crypto.randomUUID()}.yaml`);
  await writeFile(copy, result.stdout, { mode: 0o600, flag: "wx" });
  return copy;
}

async function isReadable(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
