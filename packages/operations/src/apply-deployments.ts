import { type DetectedDeployment, detectChanges, findBase } from "#change-detection";
import { type DeployedCommit, recordDeployedCommit, refuseOlderCommit } from "#deployed-commit";
import { type ExecutionResult, executePlan, type Plan, redactPlan, type ShownPlan } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import { flowNamesAt } from "./detect-deployments.ts";
import type { ApplyValues } from "./options/index.ts";
import { type PlanOptions, type Preparation, planOf, prepare } from "./prepare-plan.ts";
import { isRecorded, readRecord, recordTarget } from "./record.ts";
import { collectSecrets } from "./secrets.ts";
import { projectFiles } from "./source.ts";
import { runBuildSteps } from "./stages/build-steps.ts";
import { templatesOf } from "./stages/templates.ts";

export type ApplyOptions = PlanOptions &
  Omit<ApplyValues, "planOnly"> & {
    /** Called with the plan before anything is written. */
    onPlan?: (plan: ShownPlan) => Promise<void> | void;
  };

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
  const prepared = await prepare(options);
  const [planned, recorded] = await Promise.all([planOf(prepared, options), recordOf(options, prepared)]);
  await guardRecord(options, prepared, recorded);
  const complete = await withBuildSteps(options, prepared, planned);
  const plan = redactPlan(complete, [...prepared.secrets]);
  await options.onPlan?.(plan);
  const { concurrency, reporter } = options;
  const execution = await executePlan(complete, prepared.client, { concurrency, reporter });
  return { plan, execution, ...(await tryRecord(options, prepared, recorded, execution)) };
}

async function recordOf(options: ApplyOptions, prepared: Preparation): Promise<DeployedCommit | null> {
  if (!isRecorded(options, options.ci)) return null;
  return readRecord(prepared.client, options, prepared.repository);
}

/** Runs the build and push steps where that is asked for: only now that nothing else speaks against the plan. */
async function withBuildSteps(options: ApplyOptions, prepared: Preparation, planned: Plan): Promise<Plan> {
  if (options.buildSteps !== "run") return planned;
  const selected = prepared.selection.selected.map(({ definition }) => definition);
  const { client, source, secrets } = prepared;
  const outputs = await runBuildSteps(selected, {
    ...options,
    reporter: collectSecrets(options.reporter, secrets),
    root: source.root,
    templates: templatesOf(client),
  });
  return outputs.size === 0 ? planned : planOf(prepared, options, outputs);
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
  { allowOlder, reporter }: ApplyOptions,
  { repository, source }: Preparation,
  recorded: DeployedCommit | null,
): Promise<void> {
  const isAncestor = (ancestor: string, descendant: string) => repository.isAncestor(ancestor, descendant);
  await refuseOlderCommit(recorded ?? undefined, source.commit, { isAncestor, allowOlder, reporter });
}

/** Records the commit where that is true of the server now; says why not otherwise. */
async function record(
  options: ApplyOptions,
  prepared: Preparation,
  recorded: DeployedCommit | null,
  execution: ExecutionResult,
): Promise<string | null> {
  if (!isRecorded(options, options.ci)) return "it was not asked for";
  const { client, repository, source } = prepared;
  const { commit } = source;
  if (!execution.ok) return "not everything could be applied";
  if (recorded?.commit === commit) return null;
  const left = await leftOut(options, prepared, recorded);
  if (left !== null) return left;
  const target = recordTarget(options, repository);
  if (target === null) return "nothing names the repository: it has no remote";
  const run = options.ci.runUrl ?? null;
  await recordDeployedCommit(client, target, { commit, time: new Date().toISOString(), run });
  return null;
}

/** What changed since the record and was not selected: with that recorded, the next detection would miss it. */
async function leftOut(
  options: ApplyOptions,
  { repository, source, selection, definitions }: Preparation,
  recorded: DeployedCommit | null,
): Promise<string | null> {
  if (selection.selected.length === definitions.length) return null;
  let deployments: readonly DetectedDeployment[];
  try {
    const { commit } = source;
    const base = await findBase(repository, { event: "push", recorded, before: options.ci.before }, commit);
    if (base.commit === null)
      return `everything counts as changed, and not all of it was selected: ${base.why}`;
    const readFlowName = await flowNamesAt(options, repository, commit);
    const request = { ...projectFiles(options), repository, base, head: commit, readFlowName };
    ({ deployments } = await detectChanges(request));
  } catch (error) {
    // Definitions that were not selected were not checked, and may be faulty.
    if (!(error instanceof FaultError)) throw error;
    return `whether more has changed can't be told: ${error.message}`;
  }
  const applied = new Set(selection.selected.map(({ fileKey }) => fileKey));
  const missing = deployments.filter(({ key, change }) => change !== "removed" && !applied.has(key));
  if (missing.length === 0) return null;
  const names = missing.slice(0, 5).map(({ key }) => key);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : "";
  return `${names.join(", ")}${more} changed too and ${missing.length === 1 ? "was" : "were"} not selected`;
}
