import { readResultFile, reporter, setOutputs, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { missingDeployment, newSchedulesOf, setSchedules } from "#operations";
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
  throwIfAny([...missing.map(missingDeployment), ...failed.map(({ fault }) => fault)]);
}
