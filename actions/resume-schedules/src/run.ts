import { readResultFile, reporter, setOutputs, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { newSchedulesOf, setSchedules } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const { appliedFile } = inputs;
  const made =
    appliedFile === undefined
      ? []
      : newSchedulesOf(await readResultFile("applied-file", appliedFile), appliedFile);
  const deployments = [...inputs.deployments, ...made];
  const result = await setSchedules({ ...inputs, deployments, env: process.env, reporter });
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
