import {
  annotateNotice,
  readResultFile,
  reporter,
  setOutputs,
  shortOutput,
  surroundings,
  writeResultFile,
  writeSummary,
} from "#action-kit";
import { untilCancelled } from "#command";
import { throwIfAny } from "#diagnostics";
import { type ImportReport, importCounts, type Verdict } from "#import-check";
import { checkImports, importsFile, wantedDeployments } from "#operations";
import { rememberContainer } from "./containers.ts";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const { deployments } = await wantedDeployments(inputs, readResultFile);
  const { planFile } = inputs;
  const plan = planFile === undefined ? undefined : await readResultFile("plan-file", planFile);
  const report = await untilCancelled((signal) =>
    checkImports({
      ...{ ...inputs, ...surroundings(), deployments, plan, signal },
      importEnv: inputs.env,
      remember: rememberContainer,
    }),
  );
  setOutputs(await outputs(report, report.faults.length === 0));
  await writeSummary(summary(report));
  for (const warning of report.warnings) reporter.warning(warning);
  throwIfAny(report.faults);
}

async function outputs(report: ImportReport, isFine: boolean) {
  const tellTooLong = () =>
    annotateNotice({
      message: "The list of deployments is too long for an output, which is left empty.",
      fix: "Read `imports-file` instead.",
    });
  const of = (verdict: Verdict) =>
    report.results.filter((one) => one.verdict === verdict).flatMap(({ deployments }) => deployments);
  return {
    passed: shortOutput(of("passed"), tellTooLong),
    failed: shortOutput(of("failed"), tellTooLong),
    inconclusive: shortOutput(of("inconclusive"), tellTooLong),
    checks: `imports (${importCounts(report.results)})=${isFine ? "success" : "failure"}`,
    "imports-file": await writeResultFile("imports.json", importsFile(report)),
  };
}
