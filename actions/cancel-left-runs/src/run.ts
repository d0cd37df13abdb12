import { reporter, setOutputs, writeSummary } from "#action-kit";
import { cancelLeftRuns } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const found = await cancelLeftRuns({ ...inputs, env: process.env, reporter });
  const { cancelled, running, warnings } = found;
  setOutputs({ cancelled: cancelled.map(({ id }) => id), running: running.map(({ id }) => id) });
  await writeSummary(summary(found, inputs.planOnly));
  for (const warning of warnings) reporter.warning(warning);
}
