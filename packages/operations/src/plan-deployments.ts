import { type Plan, redactPlan, type ShownPlan, withCauses } from "#deployment-plan";
import { type Fault, throwIfAny } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { againstBase, type BasePlanOptions } from "./against-base.ts";
import type { Detected } from "./detected.ts";
import { heldByOthers } from "./held-by-others.ts";
import { readHistory } from "./history.ts";
import { againstOptions } from "./options/index.ts";
import { type PlanOptions, planOf, prepare } from "./prepare-plan.ts";
import { removalFaults, withPruned } from "./prune.ts";
import { recordTarget } from "./record-target.ts";
import { redactionOf, secretVariables } from "./secrets.ts";
import { branchOfRun, sharedServerFaultOf } from "./shared-server-fault.ts";
import { type PlanSurroundings, withImpact } from "./stages/impact.ts";

/** A plan, and what is wrong with files of definitions that can't be read: what they declare is not in it. */
export interface Planned {
  plan: ShownPlan;
  broken: readonly Fault[];
}

/** A plan is against the server unless `against` says otherwise. */
export type PlanOnlyOptions = PlanOptions & Partial<Omit<BasePlanOptions, keyof PlanOptions>>;

/**
 * Computes what apply would do, or what a change of the files does to them, with what hangs on it and with secrets
 * masked. Warns of what an apply would refuse. Changes nothing.
 *
 * @throws FaultError with everything that is wrong, also for what is removed and still called, unless `dangling` is warn
 */
export function planDeployments(given: PlanOnlyOptions): Promise<Planned> {
  const options = { ...defaultsOf(againstOptions), ...given };
  return options.against === "base" ? planBase(options) : planServer(options);
}

async function planBase(options: BasePlanOptions): Promise<Planned> {
  const planned = await againstBase(options);
  const plan = await withSurroundings(options, { ...planned, client: null });
  return {
    plan: redactPlan(plan, redactionOf(options, secretVariables(options.env))),
    broken: planned.broken,
  };
}

async function planServer(options: BasePlanOptions): Promise<Planned> {
  const read = await prepare(options);
  const { client, repository } = read;
  const { reporter } = options;
  const history = await readHistory(client, recordTarget(options, repository), reporter, {
    isRecorded: false,
    withInventory: true,
  });
  const { prepared } = await withPruned(options, read, history);
  const { selection } = prepared;
  const [planned, branch] = await Promise.all([
    planOf(prepared, options, history.archive),
    branchOfRun(options, prepared),
  ]);
  const others = await heldByOthers(client, history, planned, options.takeOver);
  for (const warning of others.warnings) reporter.warning(warning);
  const shared = await sharedServerFaultOf(options, prepared, history, branch, others.plan);
  const refused = removalFaults(options, prepared, history, others.plan);
  for (const fault of [...others.faults, ...refused, ...(shared ? [shared] : [])])
    reporter.warning({ ...fault, message: `An apply would refuse this: ${fault.message}` });
  const caused = await withCausesOf(options, others.plan);
  const plan = await withSurroundings(options, { ...prepared, ...caused, selected: selection.selected });
  return { plan: redactPlan(plan, redactionOf(options, prepared.secrets)), broken: prepared.broken };
}

/** Tells what the files change from what is different on the server already, where a base is known. */
async function withCausesOf(
  options: BasePlanOptions,
  plan: Plan,
): Promise<{ plan: Plan; detected: Detected | undefined }> {
  const { detected, base, targetBranch, ci } = options;
  const isBaseKnown = detected
    ? detected.base !== null
    : [base, targetBranch, ci.request].some((one) => one !== undefined);
  if (!isBaseKnown) return { plan, detected };
  const fromBase = await againstBase({ ...options, reporter: { ...options.reporter, warning() {} } });
  return { plan: withCauses(plan, fromBase.plan), detected: fromBase.detected };
}

async function withSurroundings(options: BasePlanOptions, around: PlanSurroundings): Promise<Plan> {
  const { plan, dangling } = await withImpact(around);
  if (options.dangling === "error") throwIfAny(dangling);
  return { ...plan, warnings: [...plan.warnings, ...dangling] };
}
