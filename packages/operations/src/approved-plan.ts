import {
  type Digested,
  differencesFromApproved,
  digestPlan,
  PLAN_VERSION,
  type ShownPlan,
} from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { isObject, type JsonObject } from "#json";
import { readResult } from "./result-file.ts";

/** What of an approved plan is compared: all values are in the digests. */
export type ApprovedPlan = Digested;

/**
 * Reads the file of a plan that was approved.
 *
 * @param name of the file, for messages
 * @param digest that came another way; the file's own is checked in any case
 * @throws FaultError where the file is no plan, or not the one of the digest
 */
export function readApprovedPlan(text: string, name: string, digest: string | undefined): ApprovedPlan {
  const plan = readResult(text, name, "plan --json", PLAN_VERSION, approvedOf);
  const own = digestPlan(plan, plan.deployments);
  if (own === plan.digest && (digest === undefined || digest === own)) return plan;
  throw new FaultError({
    code: "plan-not-approved",
    message: `${name} is not the plan that was approved: its digest is ${own.slice(0, 12)}, and ${(digest ?? plan.digest).slice(0, 12)} was approved.`,
    fix: "Hand on `plan-file` and `digest` of one plan of the same run.",
  });
}

function approvedOf(
  found: Readonly<Record<string, unknown>>,
): (ApprovedPlan & { digest: string }) | undefined {
  const { against, server, commit, options, deployments, digest } = found;
  if (against !== "server" || typeof server !== "string" || typeof digest !== "string") return undefined;
  if (commit !== null && typeof commit !== "string") return undefined;
  if (!isObject(options) || !Array.isArray(deployments) || !deployments.every(isDigested)) return undefined;
  return { server, commit, options: options as JsonObject, deployments, digest };
}

function isDigested(one: unknown): one is ApprovedPlan["deployments"][number] {
  return isObject(one) && ["key", "action", "digest"].every((name) => typeof one[name] === "string");
}

/** @throws FaultError that names every deployment which would be written in another way than was approved */
export function refuseUnapproved(approved: ApprovedPlan | undefined, now: ShownPlan): void {
  const differences = approved ? differencesFromApproved(approved, now) : [];
  if (differences.length === 0) return;
  throw new FaultError(
    differences.map((difference, index) => ({
      code: "plan-not-approved" as const,
      message: `Not what was approved: ${difference}.`,
      ...(index === differences.length - 1
        ? { fix: "Nothing was written. Make a new plan and have it approved." }
        : {}),
    })),
  );
}
