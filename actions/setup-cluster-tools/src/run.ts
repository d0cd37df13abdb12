import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { addPath, exportVariable, reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { architectureOf, setUpTools, type ToolReport } from "#cluster-tools";
import type { Inputs } from "./inputs.ts";
import { sentence, summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const reports = await setUpTools({
    ...inputs,
    architecture: architectureOf(process.platform, process.arch),
    run: runCommand,
    reporter,
    temporaryFolder: process.env.RUNNER_TEMP || tmpdir(),
  });
  for (const report of reports) {
    reporter.info(sentence(report, inputs.planOnly));
    setOutputs(outputsOf(report));
    if (!inputs.planOnly) offer(report);
  }
  await writeSummary(summary(reports, inputs.planOnly));
}

const OUTPUTS: Record<ToolReport["tool"], { version: string; path: string; result: string }> = {
  k3s: { version: "k3s-version", path: "k3s-path", result: "k3s-result" },
  helm: { version: "helm-version", path: "helm-path", result: "helm-result" },
  kubectl: { version: "kubectl-version", path: "kubectl-path", result: "kubectl-result" },
};

function outputsOf({ tool, version, path, result, kubeconfig }: ToolReport): Record<string, string> {
  const names = OUTPUTS[tool];
  return {
    [names.version]: version,
    [names.path]: path,
    [names.result]: result,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  };
}

/** Makes the tool what the following steps find. */
function offer({ path, addToPath, kubeconfig }: ToolReport): void {
  if (addToPath) addPath(dirname(path));
  if (kubeconfig !== undefined) exportVariable("KUBECONFIG", kubeconfig);
}
