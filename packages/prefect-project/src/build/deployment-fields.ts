import type { FlowReading } from "#flow-source";
import { isObject, type Json } from "#json";
import { type Config, type ConfigValue, pythonText, toJsonObject } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";
import type { Overrides } from "./build-context.ts";
import { concurrencyLimit } from "./concurrency-limit.ts";
import type { DeploymentFields } from "./desired-deployment.ts";
import { type Part, part } from "./part.ts";

/**
 * The fields that `RunnerDeployment` (`prefect/deployments/runner.py`) makes of a configuration whose placeholders
 * are filled, but for the version, with the overrides laid on top.
 */
export function deploymentFields(
  config: Config,
  flow: FlowReading,
  pull: readonly Config[],
  overrides: Overrides,
): Part<Omit<DeploymentFields, "version">> {
  const problems: Problem[] = [];
  const pool = config.get("work_pool");
  const poolName = overrides.workPool ?? textAt(pool, "name", ["work_pool", "name"], problems);
  if (!poolName) {
    problems.push({
      path: ["work_pool"],
      code: "work-pool-unnamed",
      message: "The deployment has no work pool.",
      fix: "Write `work_pool: {name: ...}`, or name one for the whole run.",
    });
  }
  const { limit, options } = concurrencyLimit(config.get("concurrency_limit"), problems);
  const parameters = toJsonObject((config.get("parameters") as Config | undefined) ?? new Map());
  const enforce = config.get("enforce_parameter_schema");
  const fields = {
    description: textAt(config, "description", ["description"], problems) || flow.description,
    tags: tagsOf(config.get("tags"), overrides.tags ?? []),
    parameters,
    parameter_openapi_schema: flow.parameterSchema as unknown as { [key: string]: Json },
    enforce_parameter_schema: typeof enforce === "boolean" ? enforce : true,
    entrypoint: textAt(config, "entrypoint", ["entrypoint"], problems) ?? "",
    path: null,
    pull_steps: pull.map(toJsonObject),
    work_pool_name: poolName ?? "",
    work_queue_name:
      overrides.workQueue ?? textAt(pool, "work_queue_name", ["work_pool", "work_queue_name"], problems),
    job_variables: mergeJson(toJsonObject(jobVariables(config) ?? new Map()), overrides.jobVariables ?? {}),
    concurrency_limit: limit,
    concurrency_options: options,
    paused: config.get("paused") === true,
  };
  return part(fields, { problems });
}

/** A text, or null; a placeholder may have become something else, which Prefect refuses. */
export function textAt(
  config: ConfigValue | undefined,
  key: string,
  path: Path,
  problems: Problem[],
): string | null {
  const value = config instanceof Map ? (config.get(key) ?? null) : null;
  if (value === null || typeof value === "string") return value;
  problems.push({
    path,
    code: "field-invalid",
    message: `${key} is no text once its placeholders are filled.`,
  });
  return null;
}

function tagsOf(given: ConfigValue | undefined, added: readonly string[]): string[] {
  // A text in place of a list is taken apart, letter by letter: so does Prefect.
  const list: ConfigValue[] = typeof given === "string" ? [...given] : Array.isArray(given) ? given : [];
  const tags = list.map(pythonText).filter((tag) => tag.trim() !== "");
  return [...tags, ...added.filter((tag) => !tags.includes(tag))];
}

export function jobVariables(config: Config): Config | undefined {
  const pool = config.get("work_pool");
  const variables = pool instanceof Map ? pool.get("job_variables") : undefined;
  return variables instanceof Map ? variables : undefined;
}

function mergeJson(
  base: { [key: string]: Json },
  over: { readonly [key: string]: Json },
): { [key: string]: Json } {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeJson(below, value) : value;
  }
  return merged;
}
