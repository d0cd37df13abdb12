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
import { changesAnything, renderPlanText } from "#deployment-plan";
import { throwIfAny } from "#diagnostics";
import { importedFlows, planDeployments, wantedDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const wanted = {
    ...(await wantedDeployments(inputs, readResultFile)),
    ...(await importedFlows(inputs, readResultFile)),
  };
  const { plan, broken } = await planDeployments({ ...inputs, ...wanted, ...surroundings() });
  for (const warning of plan.warnings) reporter.warning(warning);
  reporter.info(renderPlanText(plan));
  const tellTooLong = () =>
    annotateNotice({
      message: "The plan is too long for an output, which is left empty.",
      fix: "Read `plan-file` instead.",
    });
  setOutputs({
    plan: shortOutput(plan, tellTooLong),
    "plan-file": await writeResultFile("plan.json", plan),
    digest: plan.digest,
    "any-changed": changesAnything(plan),
  });
  await writeSummary(summary(plan));
  throwIfAny(broken);
}
