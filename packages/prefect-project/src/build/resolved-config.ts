import type { Config } from "../config-value.ts";
import type { Problem } from "../model/coerce.ts";
import type { BuildContext } from "./build-context.ts";
import { type Part, part } from "./part.ts";
import type { PlacedPlaceholder } from "./placeholders-in.ts";
import { resolveFromServer } from "./server-templates.ts";
import { applyToConfig } from "./templates.ts";

export interface ResolvedConfig {
  /** With the server's blocks and variables in it. */
  resolved: Config;
  /** With the environment in it too. What steps put out, and what nothing fills, is still open. */
  filled: Config;
  /** Variables that the server doesn't have. */
  missing: readonly PlacedPlaceholder[];
}

/** A configuration with blocks, variables and the environment filled in, as far as they are there. */
export async function resolvedConfig(given: Config, context: BuildContext): Promise<Part<ResolvedConfig>> {
  const problems: Problem[] = [];
  const { config: resolved, missing } = context.templates
    ? await resolveFromServer(given, context.templates, problems)
    : { config: given, missing: [] };
  // Plain placeholders are looked up in the environment here, too, as Prefect does.
  const values = new Map(
    Object.entries(context.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const filled = applyToConfig(resolved, { values, env: context.env, removeUnknown: false });
  return part({ resolved, filled, missing }, { problems });
}

/** The pool that Prefect's settings name for deployments that name none. */
export function withDefaultPool(config: Config, env: BuildContext["env"]): Config {
  const byDefault = env.PREFECT_DEPLOYMENTS_DEFAULT_WORK_POOL_NAME || env.PREFECT_DEFAULT_WORK_POOL_NAME;
  const pool = config.get("work_pool");
  if (!byDefault || !(pool instanceof Map) || (pool.get("name") ?? null) !== null) return config;
  return new Map(config).set("work_pool", new Map(pool).set("name", byDefault));
}
