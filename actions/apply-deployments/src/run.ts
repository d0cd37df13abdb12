import { resolve } from "node:path";
import {
  annotateNotice,
  type RunContext,
  readContext,
  reporter,
  runCommand,
  setOutputs,
  writeSummary,
} from "#action-kit";
import { changesAnything, type ExecutionResult, renderPlanText, type ShownPlan } from "#deployment-plan";
import { throwIfAny } from "#diagnostics";
import { type ApplyOptions, applyDeployments, planDeployments } from "#operations";
import type { Inputs } from "./inputs.ts";
import { writePlanFile } from "./plan-file.ts";
import { appliedSummary, plannedSummary } from "./summary.ts";

export async function run(inputs: Inputs): Promise<void> {
  const options = applyOptions(inputs, readContext());
  if (inputs.planOnly) await plan(options);
  else await apply(options);
}

async function plan(options: ApplyOptions): Promise<void> {
  const planned = await planDeployments(options);
  reporter.info(renderPlanText(planned));
  await setAllOutputs(planned, null);
  await writeSummary(plannedSummary(planned));
}

async function apply(options: ApplyOptions): Promise<void> {
  const { plan, execution, notRecorded, recordFaults } = await applyDeployments({
    ...options,
    onPlan: (planned) => reporter.info(renderPlanText(planned)),
  });
  if (options.recordCommit && notRecorded !== null) {
    annotateNotice({ message: `The commit is not recorded as deployed: ${notRecorded}.` });
  }
  await setAllOutputs(plan, execution);
  await writeSummary(appliedSummary(plan, execution));
  throwIfAny([...execution.failed.map(({ fault }) => fault), ...recordFaults]);
}

async function setAllOutputs(plan: ShownPlan, execution: ExecutionResult | null): Promise<void> {
  const keys = (applied: readonly { key: string }[] | undefined) => (applied ?? []).map(({ key }) => key);
  const { text, file } = await writePlanFile(plan);
  setOutputs({
    created: keys(execution?.created),
    updated: keys(execution?.updated),
    unchanged: execution?.unchanged ?? [],
    removed: [...keys(execution?.paused), ...keys(execution?.deleted)],
    failed: keys(execution?.failed),
    "any-changed": changesAnything(plan),
    "new-schedules": execution?.newSchedules ?? [],
    plan: text,
    "plan-file": file,
  });
}

function applyOptions(inputs: Inputs, context: RunContext): ApplyOptions {
  return {
    ...inputs,
    run: runCommand,
    folder: resolve(context.workspace, inputs.workingDirectory),
    repositoryName: context.repositoryUrl,
    env: process.env,
    reporter,
    recordCommit: isRecorded(inputs, context),
    before: context.push?.before ?? null,
    runUrl: context.runUrl,
  };
}

/** A pull request's commit never is what the server stands at, nor is what a prefix puts beside it. */
function isRecorded({ recordCommit, namePrefix }: Inputs, { pullRequest }: RunContext): boolean {
  if (recordCommit !== "auto") return recordCommit === "always";
  return pullRequest === undefined && namePrefix === undefined;
}
