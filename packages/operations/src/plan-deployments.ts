import { redactPlan, type ShownPlan } from "#deployment-plan";
import { readHistory } from "./history.ts";
import { type PlanOptions, planOf, prepare } from "./prepare-plan.ts";
import { recordTarget } from "./record-target.ts";
import { branchOfRun, sharedServerFaultOf } from "./shared-server-fault.ts";

/** Computes what apply would do, with secrets masked, and warns of what it would refuse. Changes nothing. */
export async function planDeployments(options: PlanOptions): Promise<ShownPlan> {
  const prepared = await prepare(options);
  const { client, repository } = prepared;
  const { reporter } = options;
  const [plan, history, branch] = await Promise.all([
    planOf(prepared, options),
    readHistory(client, recordTarget(options, repository), reporter, {
      isRecorded: false,
      withInventory: false,
    }),
    branchOfRun(options, prepared),
  ]);
  const shared = await sharedServerFaultOf(options, prepared, history, branch, plan);
  if (shared) reporter.warning({ ...shared, message: `An apply would refuse this: ${shared.message}` });
  return redactPlan(plan, {
    secrets: [...prepared.secrets],
    shown: options.showVariables,
    planKey: options.planKey,
  });
}
