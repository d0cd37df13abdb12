import { readResultFile, reporter, setOutputs, surroundings, writeSummary } from "#action-kit";
import { FaultError, throwIfAny } from "#diagnostics";
import { selectionOfChanges, validateDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const deployments = await deploymentsOf(inputs);
  const validated = await validateDeployments({ ...inputs, deployments, ...surroundings() });
  const { keys, faults } = validated;
  for (const key of keys) reporter.info(`${key}: nothing wrong`);
  setOutputs({ checked: keys, problems: faults.length });
  await writeSummary(summary(validated));
  throwIfAny(faults);
}

/** @throws FaultError where both `deployments` and a file say what to check, and where that file can't be used */
async function deploymentsOf({ changesFile, deployments }: Inputs): Promise<readonly string[]> {
  if (changesFile === undefined) return deployments;
  if (deployments.join() === "all") {
    return selectionOfChanges(await readResultFile("changes-file", changesFile), changesFile).deployments;
  }
  throw new FaultError({
    code: "inputs-conflict",
    message: "Both `deployments` and `changes-file` say what to check.",
    fix: "Leave one of them out.",
  });
}
