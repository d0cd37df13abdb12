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
import { changesAnything, renderPlanText, type ShownPlan, selectorOf } from "#deployment-plan";
import { throwIfAny, toldOnce } from "#diagnostics";
import {
  type AppliedFile,
  type ApplyOptions,
  type ApprovedPlan,
  appliedFile,
  applyDeployments,
  importedFlows,
  isRecorded,
  planDeployments,
  readApprovedPlan,
  recordNotice,
  scheduleSelector,
  wantedDeployments,
} from "#operations";
import type { Inputs } from "./inputs.ts";
import { appliedSummary, plannedSummary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const approved = await approvedOf(inputs);
  const options = {
    ...inputs,
    ...(await wantedDeployments(inputs, readResultFile)),
    ...(await importedFlows(inputs, readResultFile)),
    ...surroundings(),
    approved,
  };
  if (inputs.planOnly) await plan(options);
  else await apply(options);
}

async function plan(options: ApplyOptions): Promise<void> {
  const { plan: planned, broken } = await planDeployments(options);
  for (const warning of planned.warnings) reporter.warning(warning);
  reporter.info(renderPlanText(planned));
  await setAllOutputs(planned, null);
  await writeSummary(plannedSummary(planned));
  throwIfAny(broken);
}

async function approvedOf({ approvedPlan, approvedDigest }: Inputs): Promise<ApprovedPlan | undefined> {
  if (approvedPlan === undefined) return undefined;
  return readApprovedPlan(await readResultFile("approved-plan", approvedPlan), approvedPlan, approvedDigest);
}

async function apply(options: ApplyOptions): Promise<void> {
  const result = await applyDeployments({
    ...options,
    onPlan: (planned) => reporter.info(renderPlanText(planned)),
  });
  const { plan, execution, inventory, recordFaults, broken } = result;
  const notice = isRecorded(options, options.ci) ? recordNotice(result) : null;
  if (notice !== null) annotateNotice({ message: notice });
  await setAllOutputs(plan, appliedFile(result));
  await writeSummary(appliedSummary(plan, execution, inventory));
  throwIfAny(toldOnce([...broken, ...execution.failed.map(({ fault }) => fault), ...recordFaults]));
}

/** @param applied null where nothing was to be applied */
async function setAllOutputs(plan: ShownPlan, applied: AppliedFile | null): Promise<void> {
  let isTooLong = false;
  const short = (value: unknown) => shortOutput(value, () => (isTooLong = true));
  const list = (keys: readonly string[] = []) => short(keys.map(selectorOf));
  const { created, updated, unchanged, archived = [], paused = [], deleted = [], failed } = applied ?? {};
  setOutputs({
    created: list(created),
    updated: list(updated),
    unchanged: list(unchanged),
    removed: list([...archived, ...paused, ...deleted]),
    failed: list(failed?.map(({ key }) => key)),
    "any-changed": changesAnything(plan),
    "new-schedules": short(applied?.newSchedules.map(scheduleSelector) ?? []),
    plan: short(plan),
    "plan-file": await writeResultFile("plan.json", plan),
    digest: plan.digest,
    "applied-file": applied === null ? "" : await writeResultFile("applied.json", applied),
  });
  if (isTooLong) {
    annotateNotice({
      message: "So many deployments are concerned that some of the outputs are left empty.",
      fix: "Read `applied-file` and `plan-file` instead.",
    });
  }
}
