import { join } from "node:path";
import { cacheFile, find } from "@actions/tool-cache";
import { findOnPath, versionOf } from "./installed.ts";
import type { ToolReport, ToolsRequest } from "./request.ts";
import type { ToolPlan } from "./tool-plan.ts";
import { isVersion, type Tool } from "./version.ts";

/** Helm and kubectl: one file each, in the runner's tool cache, beside whatever else the machine has. */
export async function planClientTool(
  request: ToolsRequest,
  tool: Exclude<Tool, "k3s">,
  version: string,
): Promise<ToolPlan> {
  const { run } = request;
  const onPath = await findOnPath(tool);
  const foundVersion = onPath && (await versionOf(tool, onPath, run));
  const report = { tool, version, previousVersion: undefined, kubeconfig: undefined };
  const there = (path: string, addToPath: boolean): ToolPlan => ({
    report: { ...report, path, result: "already-there", addToPath },
    needsDownload: false,
    apply: async (): Promise<ToolReport> => ({ ...report, path, result: "already-there", addToPath }),
  });
  if (onPath && isVersion(tool, foundVersion, version)) return there(onPath, false);
  const cached = find(tool, version.slice(1));
  // The cache's mark says that the copy was finished; starting it says that it is still whole.
  if (cached && isVersion(tool, await versionOf(tool, join(cached, tool), run), version)) {
    return there(join(cached, tool), true);
  }
  const installed = {
    ...report,
    result: "installed" as const,
    previousVersion: foundVersion,
    addToPath: true,
  };
  return {
    report: { ...installed, path: "" },
    needsDownload: true,
    async apply(program) {
      const folder = await cacheFile(program, tool, tool, version.slice(1));
      return { ...installed, path: join(folder, tool) };
    },
  };
}
