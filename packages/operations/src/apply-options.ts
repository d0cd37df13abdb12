import type { ShownPlan } from "#deployment-plan";
import type { ApprovedPlan } from "./approved-plan.ts";
import type { ApplyValues } from "./options/index.ts";
import type { PlanOptions } from "./prepare-plan.ts";

export type ApplyOptions = PlanOptions &
  Omit<ApplyValues, "planOnly" | "approvedPlan" | "approvedDigest"> & {
    /** The plan that was approved: nothing else is carried out. */
    approved?: ApprovedPlan | undefined;
    /** Called with the plan before anything is written. */
    onPlan?: (plan: ShownPlan) => Promise<void> | void;
  };
