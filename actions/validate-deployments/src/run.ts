import { reporter, setOutputs, surroundings, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { validateDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const validated = await validateDeployments({ ...inputs, ...surroundings() });
  const { keys, faults } = validated;
  for (const key of keys) reporter.info(`${key}: nothing wrong`);
  setOutputs({ checked: keys, problems: faults.length });
  await writeSummary(summary(validated));
  throwIfAny(faults);
}
