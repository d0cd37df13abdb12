import { type Fault, throwIfAny } from "#diagnostics";
import type { JsonObject } from "#json";
import { type DesiredDeployment, duplicateFaults } from "#prefect-project";
import { asApplied } from "./as-applied.ts";
import { decide } from "./decide.ts";
import { decideRemoved, type RemovedPolicy } from "./decide-removed.ts";
import { PLAN_VERSION, type Plan, type PlannedDeployment } from "./plan.ts";
import { allChoices, type PlanChoices } from "./plan-choices.ts";

export interface BasePlanRequest extends Partial<PlanChoices> {
  /** The selected deployments of the head. */
  desired: readonly DesiredDeployment[];
  /** What the base defines, by key: of the selected and the removed ones at least. */
  atBase: ReadonlyMap<string, DesiredDeployment>;
  /** What is known to be wrong already. */
  faults?: readonly Fault[];
  /** Keys of deployments that the head no longer defines; those that the base doesn't either are passed over. */
  removed: readonly string[];
  removedPolicy: RemovedPolicy;
  /** The run's tags: those of removed ones that are paused get them too. */
  tags: readonly string[];
  /** Why each was selected, by key. */
  reasons: ReadonlyMap<string, string>;
  /** Full hash of the commit that the definitions were read at. */
  commit: string;
  /** Full hash of the base; null where there is none, and everything is new. */
  base: string | null;
  options: JsonObject;
}

const NOT_CHECKED = [
  "Whether the work pools exist on the server, and take the job variables.",
  "Whether the blocks and variables that placeholders name exist on the server.",
  "What the server holds beside the files: edits by hand, runs that a write drops or that are under way, automations that were made there.",
];

/**
 * What a change of the files would do to a server that holds the base's definitions: made of two commits alone, so that
 * it needs no server and no secret, and blames nobody for what was edited elsewhere. A version that only the commit makes
 * is left out, since every commit changes it.
 *
 * @throws FaultError with everything that is wrong with the definitions
 */
export function planAgainstBase(request: BasePlanRequest): Plan {
  const { desired, atBase, removed, removedPolicy, tags, reasons, commit, base } = request;
  throwIfAny([...(request.faults ?? []), ...duplicateFaults(desired)]);
  const choices = allChoices(request);
  const now = new Date().toISOString();
  return {
    version: PLAN_VERSION,
    redacted: false,
    against: "base",
    server: null,
    commit,
    base,
    createdAt: now,
    options: request.options,
    deployments: [
      ...desired.map((one) => decideAgainst(withoutDerived(one), atBase.get(one.key), choices, reasons)),
      ...removed.flatMap((key) => {
        const before = atBase.get(key);
        if (!before) return [];
        const live = asApplied(withoutDerived(before));
        const reason = reasons.get(key) ?? null;
        return [offServer(decideRemoved(live, { policy: removedPolicy, tags, reason, now }))];
      }),
    ],
    notChecked: [...NOT_CHECKED],
    warnings: [],
  };
}

function decideAgainst(
  desired: DesiredDeployment,
  before: DesiredDeployment | undefined,
  choices: PlanChoices,
  reasons: ReadonlyMap<string, string>,
): PlannedDeployment {
  const live = before && asApplied(withoutDerived(before));
  const planned = decide(desired, live, choices, "");
  const words = { create: "new in the files", update: "its definition differs from the base" };
  const own = words[planned.action as keyof typeof words] ?? "as at the base";
  return { ...offServer(planned), reason: reasons.get(desired.key) ?? own };
}

function withoutDerived(desired: DesiredDeployment): DesiredDeployment {
  return desired.versionIsDerived ? { ...desired, fields: { ...desired.fields, version: null } } : desired;
}

/** A plan without the ids and stamps that stood in for a server's. */
function offServer(planned: PlannedDeployment): PlannedDeployment {
  const isNew = planned.action === "create";
  return {
    ...planned,
    live: null,
    changes: isNew
      ? planned.changes.filter(({ field, after }) => field !== "version" || after !== null)
      : planned.changes,
    schedules: planned.schedules.map((one) => ({ ...one, id: null, updated: null })),
    automations: planned.automations.map((one) => ({ ...one, id: null })),
  };
}
