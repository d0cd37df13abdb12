import { createHash, createHmac } from "node:crypto";
import { canonicalText, type Json, same } from "#json";
import type { Plan, PlannedDeployment, ShownDeployment, ShownPlan } from "./plan.ts";

/** The parts of a planned deployment that a digest covers, masked or in clear. */
type Covered = Pick<
  PlannedDeployment | ShownDeployment,
  "key" | "action" | "workPool" | "changes" | "schedules" | "automations"
>;

/**
 * Digest of what is planned for a deployment: its operations with the values before and after, and what of the server it
 * was planned from (`id` and `updated` of the deployment and its schedules). Nothing that workers, runs or the clock
 * change takes part: neither a status nor a time of polling nor a number of dropped runs, and no anchor that the file
 * doesn't give.
 *
 * @param shown the same with its secrets masked
 * @param key covers the values that are masked, by HMAC: a digest of them alone could be guessed
 */
export function digestDeployment(
  planned: PlannedDeployment,
  shown: Omit<ShownDeployment, "digest" | "notCovered">,
  key: string | undefined,
): Pick<ShownDeployment, "digest" | "notCovered"> {
  const seen = planned.live && { id: planned.live.id, updated: planned.live.updated };
  const text = canonicalText({ live: seen, ...covered(shown) } as unknown as Json);
  const hidden = key === undefined ? [] : [hmac(key, canonicalText(covered(planned) as unknown as Json))];
  return {
    digest: sha256([text, ...hidden].join("\n")),
    notCovered: key === undefined ? maskedParts(planned, shown) : [],
  };
}

/** Digest of a whole plan: its commit, its server, its options and the digests of its deployments, in any order. */
export function digestPlan(
  { server, commit, options }: Pick<Plan, "server" | "commit" | "options">,
  deployments: readonly Pick<ShownDeployment, "key" | "digest">[],
): string {
  const digests = Object.fromEntries(deployments.map(({ key, digest }) => [key, digest]));
  return sha256(canonicalText({ server, commit, options, digests }));
}

/** What of a plan says what it does. */
export type Digested = Pick<ShownPlan, "server" | "commit" | "options"> & {
  deployments: readonly Pick<ShownDeployment, "key" | "action" | "digest">[];
};

/**
 * Why a plan is not what was approved: nothing, where it is, or where less is left to be done.
 *
 * @param approved the plan as it was shown
 * @param now the same made again, with the same key
 */
export function differencesFromApproved(approved: Digested, now: Digested): string[] {
  const whole = (["server", "commit"] as const).flatMap((what) =>
    approved[what] === now[what]
      ? []
      : [`the ${what} is ${now[what] ?? "none"}, and ${approved[what] ?? "none"} was approved`],
  );
  const options = Object.keys({ ...approved.options, ...now.options })
    .filter((name) => !same(approved.options[name] ?? null, now.options[name] ?? null))
    .map((name) => `the input ${name} is another one`);
  const known = new Map(approved.deployments.map((one) => [one.key, one]));
  const deployments = now.deployments
    .filter(({ action }) => action !== "unchanged" && action !== "keep")
    .flatMap(({ key, digest, action }) => {
      const before = known.get(key);
      if (before?.digest === digest) return [];
      return [
        before && before.action !== "unchanged"
          ? `${key} would be written in another way than was approved`
          : `${key} was not to be written, and now it would be (${action})`,
      ];
    });
  return [...whole, ...options, ...deployments];
}

function covered({ key, action, workPool, changes, schedules, automations }: Covered) {
  return {
    key,
    action,
    workPool,
    changes: changes.map(({ field, before, after }) => ({ field, before, after })),
    schedules: schedules.map((one) => ({
      ...{ action: one.action, id: one.id, updated: one.updated, before: one.before, after: one.after },
    })),
    automations: automations.map((one) => ({
      ...{ action: one.action, id: one.id, name: one.name, before: one.before, after: one.after },
    })),
  };
}

/** The parts that hold a masked value. */
function maskedParts(planned: Covered, shown: Covered): string[] {
  const fields = planned.changes.filter(({ before, after }, index) => {
    const other = shown.changes[index];
    return !same([before, after] as Json, [other?.before ?? null, other?.after ?? null] as Json);
  });
  const parts = (["schedules", "automations"] as const).filter(
    (part) => !same(covered(planned)[part] as unknown as Json, covered(shown)[part] as unknown as Json),
  );
  return [...fields.map(({ field }) => field), ...parts];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
