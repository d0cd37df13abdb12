import type { Config } from "../config-value.ts";
import { similarName } from "../definitions/similar-name.ts";
import type { Path, Problem } from "../model/coerce.ts";

/** A trigger of a deployment, or one inside another. */
export type TriggerKind = "deployment" | "nested";

/** Fields of `BaseDeploymentTrigger` (`prefect/events/schemas/deployment_triggers.py`). */
const OF_DEPLOYMENT = ["name", "description", "enabled", "parameters", "job_variables", "schedule_after"];

/** Fields of each type of trigger (`prefect/events/schemas/automations.py`). */
const BY_TYPE: { readonly [type: string]: readonly string[] } = {
  event: ["match", "match_related", "after", "expect", "for_each", "posture", "threshold", "within"],
  metric: ["match", "match_related", "posture", "metric"],
  compound: ["triggers", "within", "require"],
  sequence: ["triggers", "within"],
};

const OF_METRIC = ["name", "threshold", "operator", "range", "firing_for"];

/** A deployment's trigger and one inside another look at the same signs, in another order. */
export function inferredType(spec: Config, kind: TriggerKind): string {
  const metric = spec.get("posture") === "Metric";
  if (metric && (kind === "deployment" || !spec.has("triggers"))) return "metric";
  if (spec.has("triggers")) return spec.has("require") ? "compound" : "sequence";
  return "event";
}

/** Keys of a trigger, and of those inside it, that its models don't have and pass over. */
export function ignoredTriggerKeys(spec: Config, path: Path, kind: TriggerKind = "deployment"): Problem[] {
  const type = spec.get("type") ?? inferredType(spec, kind);
  const own = typeof type === "string" && Object.hasOwn(BY_TYPE, type) ? (BY_TYPE[type] ?? []) : [];
  const known = ["type", ...own, ...(kind === "deployment" ? OF_DEPLOYMENT : [])];
  const metric = own.includes("metric") ? spec.get("metric") : undefined;
  const inside = own.includes("triggers") ? spec.get("triggers") : undefined;
  return [
    ...ignored(spec, known, path, `a trigger of the type ${type}`),
    ...(metric instanceof Map ? ignored(metric, OF_METRIC, [...path, "metric"], "a metric") : []),
    ...(Array.isArray(inside) ? inside : []).flatMap((one, index) =>
      one instanceof Map ? ignoredTriggerKeys(one, [...path, "triggers", index], "nested") : [],
    ),
  ];
}

function ignored(spec: Config, known: readonly string[], path: Path, what: string): Problem[] {
  return [...spec.keys()]
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = similarName(key, known);
      return {
        path: [...path, key],
        code: "key-unknown",
        message: `Prefect doesn't know the key ${key} in ${what} and ignores it.`,
        ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }),
      };
    });
}
