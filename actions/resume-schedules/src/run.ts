import { reporter, setOutputs, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { setSchedules } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const result = await setSchedules({ ...inputs, env: process.env, reporter });
  const { changed, unchanged, missing, failed } = result;
  reporter.info(`${changed.length} changed, ${unchanged.length} were ${inputs.state} already`);
  setOutputs({ changed, unchanged, missing });
  await writeSummary(summary(result, inputs.state));
  throwIfAny([
    ...missing.map((name) => ({
      message: `There is no ${JSON.stringify(name)} on the Prefect server.`,
      fix: "Check the name, or apply the deployment first.",
    })),
    ...failed.map(({ fault }) => fault),
  ]);
}
