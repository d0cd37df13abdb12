import { reporter, setOutputs, surroundings, writeSummary } from "#action-kit";
import { throwIfAny } from "#diagnostics";
import { archiveSweepText, deleteArchived } from "#operations";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const sweep = await deleteArchived({ ...inputs, ...surroundings() });
  reporter.info(archiveSweepText(sweep, inputs.planOnly));
  const keys = (list: readonly { key: string }[]) => JSON.stringify(list.map(({ key }) => key));
  setOutputs({
    deleted: JSON.stringify(sweep.deleted),
    waiting: keys(sweep.waiting),
    left: keys(sweep.left),
  });
  await writeSummary(summary(sweep, inputs.planOnly));
  throwIfAny(sweep.faults);
}
