import type { Config, ConfigValue } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";

/**
 * Fills in what a deployment leaves out and turns `schedule` into `schedules`, as `_merge_with_default_deploy_config`
 * and `_handle_deprecated_schedule_fields` of `prefect/cli/deploy/_config.py` do. Tells of what they fail on.
 */
export function withDefaults(config: Config, path: Path, problems: Problem[]): Config {
  const complete: Config = new Map(config);
  for (const key of ["name", "version", "concurrency_limit", "description", "flow_name", "entrypoint"]) {
    if (!complete.has(key)) complete.set(key, null);
  }
  if (!complete.has("tags")) complete.set("tags", []);
  if (!complete.has("parameters")) complete.set("parameters", new Map());
  const pool = complete.get("work_pool");
  if (pool === null) {
    problems.push({
      path: [...path, "work_pool"],
      code: "field-invalid",
      message: "work_pool is empty.",
      fix: "Give it a name, or leave it out.",
    });
  }
  if (complete.get("tags") === null) {
    problems.push({
      path: [...path, "tags"],
      code: "field-invalid",
      message: "tags is empty.",
      fix: "Write `tags: []`, or leave it out.",
    });
  }
  const poolDefaults: [string, ConfigValue][] = [
    ["name", null],
    ["work_queue_name", null],
    ["job_variables", new Map()],
  ];
  complete.set("work_pool", new Map([...poolDefaults, ...(pool instanceof Map ? pool : [])]));
  replaceLegacySchedule(complete, path, problems);
  return complete;
}

function replaceLegacySchedule(config: Config, path: Path, problems: Problem[]): void {
  const legacy = config.get("schedule");
  if (!(legacy instanceof Map) || legacy.size === 0) return;
  if (config.has("schedules")) {
    problems.push({
      path: [...path, "schedule"],
      code: "schedule-invalid",
      message: "The deployment has both schedule and schedules.",
      fix: "Move it into the list of schedules.",
    });
    return;
  }
  config.set("schedules", [legacy]);
}
