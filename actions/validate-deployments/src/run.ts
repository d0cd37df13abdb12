import { resolve } from "node:path";
import { readContext, reporter, runCommand, setOutputs, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { validateDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const validated = await validateDeployments({
    ...inputs,
    run: runCommand,
    folder: resolve(readContext().workspace, inputs.workingDirectory),
    env: process.env,
    reporter,
  });
  const { keys, faults } = validated;
  for (const key of keys) reporter.info(`${key}: nothing wrong`);
  setOutputs({ checked: keys, problems: faults.length });
  await writeSummary(summary(validated));
  throwIfAny(faults);
}
