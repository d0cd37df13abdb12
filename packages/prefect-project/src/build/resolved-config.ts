import type { Config } from "../config-value.ts";
import { type DefaultWorkPool, poolOfEnvironment } from "../definitions/prefect-settings.ts";
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
  if (context.placeholders === "as-written") return part({ resolved: given, filled: given, missing: [] });
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

/**
 * A configuration with the pool that Prefect's settings name where it names none itself: the environment's, else that
 * of the settings' files. Tells where those can't be read and nothing else names a pool.
 */
export function withDefaultPool(
  config: Config,
  ofFiles: () => DefaultWorkPool,
  { env, overrides = {} }: Pick<BuildContext, "env" | "overrides">,
): Part<Config> {
  const pool = config.get("work_pool");
  if (!(pool instanceof Map) || (pool.get("name") ?? null) !== null) return part(config);
  const ofEnvironment = poolOfEnvironment(env);
  const { name, fault } = ofEnvironment === undefined ? ofFiles() : { name: ofEnvironment, fault: undefined };
  const problem: Problem = {
    path: ["work_pool"],
    code: "settings-unreadable",
    message: `The deployment names no work pool, and Prefect's settings can't be read: ${fault}`,
    fix: "Correct that file, or write `work_pool: {name: ...}`.",
  };
  const isNeeded = fault !== undefined && overrides.workPool === undefined;
  const problems = isNeeded ? [problem] : [];
  if (!name) return part(config, { problems });
  return part(new Map(config).set("work_pool", new Map(pool).set("name", name)), { problems });
}
