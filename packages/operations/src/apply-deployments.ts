import { randomUUID } from "node:crypto";
import { executePlan, type Plan, redactPlan } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import {
  begun as begunRun,
  changeUnfinished,
  refuseOlderCommit,
  releaseFromOthers,
  withArchiveChange,
} from "#server-records";
import type { ApplyOptions } from "./apply-options.ts";
import type { ApplyResult } from "./apply-result.ts";
import { refuseUnapproved } from "./approved-plan.ts";
import { heldByOthers } from "./held-by-others.ts";
import { type History, readHistory } from "./history.ts";
import { afterArchiving, beforeArchiving, noteArchive, tryNoteArchive } from "./keep-archive.ts";
import { InventoryKeeper } from "./keep-inventory.ts";
import { type Preparation, planOf, prepare } from "./prepare-plan.ts";
import { refusePruneOfRequest, removalFaults, withPruned } from "./prune.ts";
import { type Recorded, recordCommit } from "./record.ts";
import { isRecorded, recordTarget } from "./record-target.ts";
import { readResume, resume, resumeAfter } from "./resume-schedules.ts";
import { collectSecrets, redactionOf } from "./secrets.ts";
import { branchOfRun, sharedServerFaultOf } from "./shared-server-fault.ts";
import { runBuildSteps } from "./stages/build-steps.ts";
import { isGone, withImpact } from "./stages/impact.ts";
import { schedulesWrittenOff } from "./stages/resume.ts";
import { writtenKeys } from "./stages/shared-server.ts";
import { templatesOf } from "./stages/templates.ts";

/**
 * Brings the selected deployments to what the files say. What the server refuses is listed in the result while the
 * rest goes on; a second run finishes the job.
 *
 * @throws FaultError, before the first write, with everything that is wrong with definitions, selection, flows and
 *   work pools, when the commit is older than the recorded one, and when the server is another branch's production
 */
export async function applyDeployments(options: ApplyOptions): Promise<ApplyResult> {
  refusePruneOfRequest(options);
  const read = await prepare(options);
  const history = await historyOf(options, read);
  const { prepared, missing } = await withPruned(options, read, history);
  const [planned, branch] = await Promise.all([
    planOf(prepared, options, history.archive),
    branchOfRun(options, prepared),
  ]);
  await guardRecord(options, prepared, history);
  const waiting = isRecorded(options, options.ci) ? await readResume(prepared.client, history) : [];
  const others = await heldByOthers(
    prepared.client,
    history,
    await withBuildSteps(options, prepared, planned, history),
    options.takeOver,
  );
  throwIfAny([...others.faults, ...removalFaults(options, prepared, history, others.plan)]);
  for (const warning of others.warnings) options.reporter.warning(warning);
  const complete = others.plan;
  const shared = await sharedServerFaultOf(options, prepared, history, branch, complete);
  if (shared) throw new FaultError(shared);
  await refuseDangling(options, prepared, complete);
  const plan = redactPlan(complete, redactionOf(options, prepared.secrets));
  await options.onPlan?.(plan);
  refuseUnapproved(options.approved, plan);
  const { client, selection } = prepared;
  const { concurrency, reporter } = options;
  const id = randomUUID();
  if (options.takeOver && history.target) await releaseFromOthers(client, history.target, others.taken);
  const left = { removed: selection.removed, letGo: others.letGo, missing };
  const begun = beforeArchiving(complete, history, prepared.named);
  const [keeper] = await Promise.all([
    history.inventory && InventoryKeeper.begin(client, history.inventory, complete, left, reporter),
    noteBegin(id, options, prepared, history, complete),
    noteArchive(client, history, begun),
  ]);
  const applied = new Set<string>();
  const execution = await executePlan(complete, client, {
    concurrency,
    reporter,
    onApplied(deployment, made) {
      applied.add(made);
      keeper?.note(deployment, made);
    },
  });
  const counts = await keeper?.end(namesOfFiles(options, prepared));
  const known = { ...history, archive: withArchiveChange(history.archive, begun) };
  const ended = afterArchiving(complete, known, applied, missing);
  const { archived } = withArchiveChange(known.archive, ended);
  const inventory = counts ? { ...counts, archived: archived.size } : null;
  const archiveFaults = await tryNoteArchive(client, known, ended);
  const resumed = await resumeNow(options, prepared, complete, waiting);
  const run = { id, options, prepared, history, execution, branch, resume: resumed.left };
  const { recordFaults, ...recorded } = await tryRecord(run);
  return {
    plan,
    execution,
    inventory,
    ...recorded,
    resume: resumed.left,
    broken: prepared.broken,
    recordFaults: [...execution.unchecked, ...archiveFaults, ...resumed.faults, ...recordFaults],
  };
}

/** What still calls a deployment that goes would fail from then on. Only where something goes is that looked for. */
async function refuseDangling(options: ApplyOptions, prepared: Preparation, plan: Plan): Promise<void> {
  const { selected } = prepared.selection;
  const around = { ...prepared, plan, detected: options.detected, selected };
  const { dangling } = await withImpact(around, isGone);
  if (options.dangling === "error") throwIfAny(dangling);
  for (const fault of dangling) options.reporter.warning(fault);
}

function historyOf(options: ApplyOptions, { client, repository }: Preparation): Promise<History> {
  const target = recordTarget(options, repository);
  return readHistory(client, target, options.reporter, {
    isRecorded: isRecorded(options, options.ci),
    withInventory: true,
  });
}

/** Runs the build and push steps where that is asked for: only now that nothing else speaks against the plan. */
async function withBuildSteps(
  options: ApplyOptions,
  prepared: Preparation,
  planned: Plan,
  { archive }: History,
): Promise<Plan> {
  if (options.buildSteps !== "run") return planned;
  const selected = prepared.selection.selected.map(({ definition }) => definition);
  const { client, source, secrets } = prepared;
  const outputs = await runBuildSteps(selected, {
    ...options,
    reporter: collectSecrets(options.reporter, secrets),
    root: source.root,
    templates: templatesOf(client),
  });
  return outputs.size === 0 ? planned : planOf(prepared, options, archive, outputs);
}

/** The writes are done by now: what goes wrong here must not keep anybody from learning of them. */
async function tryRecord(
  ...args: Parameters<typeof recordCommit>
): Promise<Recorded & Pick<ApplyResult, "recordFaults">> {
  try {
    return { ...(await recordCommit(...args)), recordFaults: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { notRecorded: "writing the record failed", excluded: [], recordFaults: error.faults };
  }
}

async function guardRecord(
  options: ApplyOptions,
  { repository, source }: Preparation,
  { commits }: History,
): Promise<void> {
  // An older commit lacks what came since.
  if (!isRecorded(options, options.ci) && !options.prune) return;
  const { allowOlder, reporter } = options;
  const isAncestor = (ancestor: string, descendant: string) => repository.isAncestor(ancestor, descendant);
  await refuseOlderCommit(commits?.latest, source.commit, { isAncestor, allowOlder, reporter });
}

/**
 * Notes what is about to be written: until a commit is recorded for it, the server may hold any state of it, and the
 * difference from the recorded commit does not tell.
 */
async function noteBegin(
  id: string,
  options: ApplyOptions,
  { client, selection }: Preparation,
  { target }: History,
  plan: Plan,
): Promise<void> {
  if (target === null || !isRecorded(options, options.ci)) return;
  const unprefixedKeys = new Map(selection.selected.map(({ key, unprefixedKey }) => [key, unprefixedKey]));
  const keys = writtenKeys(plan).map((key) => unprefixedKeys.get(key) ?? key);
  if (keys.length === 0) return;
  const run = { run: options.ci.runUrl ?? null, time: new Date().toISOString() };
  const schedules = schedulesWrittenOff(plan.deployments, options.schedules);
  await changeUnfinished(client, target, (before) => begunRun(before, id, run, keys, schedules));
}

/** Turns on what earlier runs have left off, where that is asked for; else tells what is still to be turned on. */
async function resumeNow(
  options: ApplyOptions,
  { client }: Preparation,
  plan: Plan,
  waiting: readonly string[],
): Promise<{ left: string[]; faults: Fault[] }> {
  if (!isRecorded(options, options.ci)) return { left: [], faults: [] };
  try {
    if (options.startNewSchedules) return await resume(client, waiting, options);
    return { left: await resumeAfter(client, waiting, plan, options), faults: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { left: [...waiting], faults: [...error.faults] };
  }
}

/**
 * The server's names of all that the files define; null where not all were asked for or can be read, or a prefix makes
 * others of them.
 */
function namesOfFiles(
  { namePrefix }: ApplyOptions,
  { named, definitions, broken }: Preparation,
): string[] | null {
  if (namePrefix !== undefined || named.length < definitions.length || broken.length > 0) return null;
  return named.map(({ key }) => key);
}
