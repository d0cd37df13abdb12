import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import { planClientTool } from "./client-tool.ts";
import { downloadProgram } from "./download.ts";
import { planK3s } from "./k3s-plan.ts";
import type { ToolReport, ToolsRequest } from "./request.ts";
import type { ToolPlan } from "./tool-plan.ts";
import { normalVersion, TOOLS, type Tool, versionFault } from "./version.ts";

/**
 * Sets up each tool that `versions` names and leaves alone what is there already. All versions and the machine are
 * checked first; everything is downloaded and verified before anything is installed.
 */
export async function setUpTools(request: ToolsRequest): Promise<ToolReport[]> {
  const wanted = TOOLS.filter((tool) => request.versions[tool]);
  throwIfAny([...faultsOf(request, wanted)]);
  if (request.mirror?.open) {
    request.reporter.warning({
      code: "mirror-insecure",
      message:
        "Input `mirror` is an http address: who stands in between can change programs and checksums alike.",
      fix: "Serve it by https.",
    });
  }
  const plans = await planAll(request, wanted);
  if (request.planOnly) return plans.map(({ report }) => report);
  const folder = await mkdtemp(join(request.temporaryFolder, "cluster-tools-"));
  try {
    const programs = new Map<Tool, string>();
    for (const { report, needsDownload } of plans) {
      const { tool, version } = report;
      if (needsDownload) programs.set(tool, await downloadProgram(request, tool, version, folder));
    }
    const reports: ToolReport[] = [];
    for (const plan of plans) reports.push(await plan.apply(programs.get(plan.report.tool) ?? ""));
    return reports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* faultsOf({ versions }: ToolsRequest, wanted: readonly Tool[]): Generator<Fault> {
  if (wanted.length === 0) {
    const names = TOOLS.map((tool) => `\`${tool}-version\``).join(", ");
    yield { code: "input-missing", message: "No tool is asked for.", fix: `Set at least one of ${names}.` };
  }
  for (const tool of wanted) {
    const fault = versionFault(tool, versions[tool] ?? "");
    if (fault) yield fault;
  }
  if (wanted.some((tool) => tool !== "k3s") && !process.env.RUNNER_TOOL_CACHE) {
    yield {
      code: "environment-incomplete",
      message: "RUNNER_TOOL_CACHE is not set, so there is no place for helm and kubectl.",
      fix: "GitHub's runner sets it; elsewhere, set it to a folder that stays.",
    };
  }
}

/** The plans of all tools, or every fault that stands in their way. */
async function planAll(request: ToolsRequest, wanted: readonly Tool[]): Promise<ToolPlan[]> {
  const plans: ToolPlan[] = [];
  const faults: Fault[] = [];
  for (const tool of wanted) {
    const version = normalVersion(request.versions[tool] ?? "");
    try {
      plans.push(await (tool === "k3s" ? planK3s(request, version) : planClientTool(request, tool, version)));
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      faults.push(...error.faults);
    }
  }
  throwIfAny(faults);
  return plans;
}
