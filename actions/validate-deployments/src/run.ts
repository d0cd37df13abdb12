import { readResultFile, reporter, setOutputs, surroundings, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { importedFlows, validateDeployments, wantedDeployments } from "#operations";
import { examined, tell } from "./doctor.ts";
import type { Inputs } from "./inputs.ts";
import { doctorSummary, summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const { deployments } = await wantedDeployments(inputs, readResultFile);
  const imported = await importedFlows(inputs, readResultFile);
  const validated = await validateDeployments({ ...inputs, ...imported, deployments, ...surroundings() });
  const { keys, faults } = validated;
  for (const key of keys) reporter.info(`${key}: nothing wrong`);
  setOutputs({ checked: keys, problems: faults.length });
  const diagnosis = await examined(inputs);
  await writeSummary(summary(validated) + (diagnosis ? doctorSummary(diagnosis) : ""));
  throwIfAny(faults);
  if (diagnosis) tell(diagnosis, inputs.doctor);
}
