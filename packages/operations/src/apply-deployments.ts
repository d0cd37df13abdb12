import { type DetectedDeployment, detectChanges, findBase } from "#change-detection";
import { recordDeployedCommit, refuseOlderCommit } from "#deployed-commit";
import { type ExecutionResult, executePlan, type Plan, redactPlan, type ShownPlan } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import { runBuildSteps } from "./build-steps.ts";
import { recordTarget } from "./deployed-record.ts";
import { flowNamesAt } from "./detect-deployments.ts";
import { type PreparedPlan, preparePlan } from "./make-deployment-plan.ts";
import type { PlanOptions } from "./plan-options.ts";

export interface ApplyOptions extends PlanOptions {
  /** Whether the commit is recorded once everything that changed since the last record is applied. */
  recordCommit: boolean;
  /** Lets an older commit replace the recorded one. */
  allowOlder: boolean;
  /** Where the branch stood before the push, for the first record; null where nothing tells. */
  before?: string | null;
  /** Address or id of the run, for the record. */
  runUrl?: string | undefined;
  concurrency: number;
  /** Called with the plan before anything is written. */
  onPlan?: (plan: ShownPlan) => Promise<void> | void;
}

export interface ApplyResult {
  plan: ShownPlan;
  execution: ExecutionResult;
  /** Why the commit is not recorded; null where it is. */
  notRecorded: string | null;
  /** What went wrong with the record, when everything was applied. */
  recordFaults: readonly Fault[];
}

/**
 * Brings the selected deployments to what the files say. What the server refuses is listed in the result while the
 * rest goes on; a second run finishes the job.
 *
 * @throws FaultError, before the first write, with everything that is wrong with definitions, selection, flows and
 *   work pools, and when the commit is older than the recorded one
 */
export async function applyDeployments(options: ApplyOptions): Promise<ApplyResult> {
  const prepared = await preparePlan(options, { withRecord: options.recordCommit });
  await guardRecord(options, prepared);
  const complete = await withBuildSteps(options, prepared);
  const plan = redactPlan(complete, prepared.secrets);
  await options.onPlan?.(plan);
  const { concurrency, reporter } = options;
  const execution = await executePlan(complete, prepared.client, { concurrency, reporter });
  return { plan, execution, ...(await tryRecord(options, prepared, execution)) };
}

/** Runs the build and push steps where that is asked for: only now that nothing else speaks against the plan. */
async function withBuildSteps(options: ApplyOptions, prepared: PreparedPlan): Promise<Plan> {
  const { plan, planWith, selected, repository } = prepared;
  if (options.buildSteps !== "run") return plan;
  const outputs = await runBuildSteps(selected.definitions, { ...options, folder: repository.root });
  return outputs.size === 0 ? plan : planWith(outputs);
}

/** The writes are done by now: what goes wrong here must not keep anybody from learning of them. */
async function tryRecord(
  ...args: Parameters<typeof record>
): Promise<Pick<ApplyResult, "notRecorded" | "recordFaults">> {
  try {
    return { notRecorded: await record(...args), recordFaults: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { notRecorded: "writing the record failed", recordFaults: error.faults };
  }
}

async function guardRecord(
  options: ApplyOptions,
  { recorded, repository, commit }: PreparedPlan,
): Promise<void> {
  await refuseOlderCommit(recorded ?? undefined, commit, {
    isAncestor: (ancestor, descendant) => repository.isAncestor(ancestor, descendant),
    allowOlder: options.allowOlder,
    reporter: options.reporter,
  });
}

/** Records the commit where that is true of the server now; says why not otherwise. */
async function record(
  options: ApplyOptions,
  prepared: PreparedPlan,
  execution: ExecutionResult,
): Promise<string | null> {
  if (!options.recordCommit) return "it was not asked for";
  const { client, repository, commit, recorded } = prepared;
  if (!execution.ok) return "not everything could be applied";
  if (recorded?.commit === commit) return null;
  const left = await leftOut(options, prepared);
  if (left !== null) return left;
  const target = await recordTarget(options, repository);
  if (target === null) return "nothing names the repository: it has no remote";
  await recordDeployedCommit(client, target, {
    commit,
    time: new Date().toISOString(),
    run: options.runUrl ?? null,
  });
  return null;
}

/** What changed since the record and was not selected: with that recorded, the next detection would miss it. */
async function leftOut(
  options: ApplyOptions,
  { repository, commit, selected, recorded }: PreparedPlan,
): Promise<string | null> {
  if (selected.isEverything) return null;
  let deployments: readonly DetectedDeployment[];
  try {
    const before = options.before ?? null;
    const base = await findBase(repository, { event: "push", recorded, before }, commit);
    if (base.commit === null)
      return `everything counts as changed, and not all of it was selected: ${base.why}`;
    const readFlowName = await flowNamesAt(options, repository, commit);
    const request = { ...options.files, repository, base, head: commit, readFlowName };
    ({ deployments } = await detectChanges(request));
  } catch (error) {
    // Definitions that were not selected were not checked, and may be faulty.
    if (!(error instanceof FaultError)) throw error;
    return `whether more has changed can't be told: ${error.message}`;
  }
  const applied = new Set(selected.fileKeys);
  const missing = deployments.filter(({ key, change }) => change !== "removed" && !applied.has(key));
  if (missing.length === 0) return null;
  const names = missing.slice(0, 5).map(({ key }) => key);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : "";
  return `${names.join(", ")}${more} changed too and ${missing.length === 1 ? "was" : "were"} not selected`;
}
