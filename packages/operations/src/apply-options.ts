import type { ShownPlan } from "#deployment-plan";
import type { ApplyValues } from "./options/index.ts";
import type { PlanOptions } from "./prepare-plan.ts";

export type ApplyOptions = PlanOptions &
  Omit<ApplyValues, "planOnly"> & {
    /** Called with the plan before anything is written. */
    onPlan?: (plan: ShownPlan) => Promise<void> | void;
  };
