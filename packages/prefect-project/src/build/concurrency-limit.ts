import type { ConfigValue } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";
import type { DeploymentFields } from "./desired-deployment.ts";

/** `concurrency_limit:` as the API takes it, a number or a number with options. */
export function concurrencyLimit(
  given: ConfigValue | undefined,
  problems: Problem[],
): { limit: number | null; options: DeploymentFields["concurrency_options"] } {
  const limitOf = (value: ConfigValue | undefined, path: Path): number | null => {
    if (value === undefined || value === null) return null;
    if (typeof value === "bigint" && value > 0n) return Number(value);
    problems.push({
      path,
      code: "concurrency-invalid",
      message: "A concurrency limit is a whole number greater than 0.",
    });
    return null;
  };
  if (!(given instanceof Map)) return { limit: limitOf(given, ["concurrency_limit"]), options: null };
  const path = ["concurrency_limit"];
  const strategy = given.get("collision_strategy");
  if (strategy !== "ENQUEUE" && strategy !== "CANCEL_NEW") {
    problems.push({
      path: [...path, "collision_strategy"],
      code: "concurrency-invalid",
      message: "collision_strategy must be ENQUEUE or CANCEL_NEW.",
      fix: "Without one, write the limit alone: `concurrency_limit: 1`.",
    });
  }
  const grace = given.get("grace_period_seconds") ?? null;
  if (grace !== null && (typeof grace !== "bigint" || grace < 60n || grace > 86_400n)) {
    problems.push({
      path: [...path, "grace_period_seconds"],
      code: "concurrency-invalid",
      message: "grace_period_seconds goes from 60 to 86400.",
    });
  }
  return {
    limit: limitOf(given.get("limit"), [...path, "limit"]),
    options: {
      collision_strategy: strategy === "CANCEL_NEW" ? strategy : "ENQUEUE",
      ...(grace === null ? {} : { grace_period_seconds: Number(grace) }),
    },
  };
}
