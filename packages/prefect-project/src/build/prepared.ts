import { type Config, type ConfigValue, fromJson } from "../config-value.ts";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import { sourceOf } from "../definitions/made-definition.ts";
import { type EffectiveSteps, effectiveSteps } from "../definitions/steps.ts";
import type { BuildContext } from "./build-context.ts";
import { keysUnknownOffline } from "./offline.ts";
import { allFound, type Found, type Part, part } from "./part.ts";
import { resolvedConfig, withDefaultPool } from "./resolved-config.ts";
import { refusedAgreements, stepsNotRun } from "./step-runs.ts";
import type { Values } from "./templates.ts";
import { unsetPlaceholders } from "./unset.ts";

/** A definition with everything filled in that needs no flow. */
export interface PreparedDefinition {
  definition: DeploymentDefinition;
  context: BuildContext;
  steps: EffectiveSteps;
  /** The configuration as the file has it. */
  written: Config;
  /** The configuration; what steps put out is still open in it. */
  config: Config;
  /** What plain and environment placeholders stand for from here on. */
  values: Omit<Values, "removeUnknown">;
  /** Whether its schedules stand under the older key `schedule`. */
  isLegacySchedule: boolean;
  /** The entry point with whether it is the file's own text; null where it is not known. */
  entrypoint: { text: ConfigValue | undefined; isWritten: boolean } | null;
  /** Keys that only a server, or a variable that is not set here, can tell. */
  unknownKeys: ReadonlySet<ConfigValue>;
  /** What is told of placeholders that nothing fills, and of settings that can't be read: the cause of what follows. */
  unset: Found;
}

export async function preparedDefinition(
  definition: DeploymentDefinition,
  context: BuildContext,
): Promise<Part<PreparedDefinition>> {
  const { config: written, sections, defaultPool } = sourceOf(definition);
  const steps = effectiveSteps(written, sections);
  const withPool = withDefaultPool(written, defaultPool, context);
  const given = withPool.value;
  const unknownKeys =
    context.templates === null ? keysUnknownOffline(given, context) : new Set<ConfigValue>();
  const resolved = await resolvedConfig(given, context);
  const { filled: config } = resolved.value;
  const values = {
    values: outputsOf(context),
    env: context.env,
    ...(context.placeholders === "as-written" ? { skip: EVERY_PREFIX } : {}),
  };
  const isLegacySchedule = isNonEmpty(written.get("schedule"));
  const unset = unsetPlaceholders(
    { ...resolved.value, written, steps, outputs: values.values, isLegacySchedule },
    context,
  );
  const isOpen =
    unknownKeys.has("entrypoint") || unset.problems.some(({ path: [key] }) => key === "entrypoint");
  const text = config.get("entrypoint");
  return part(
    {
      definition,
      context,
      steps,
      written,
      config,
      values,
      isLegacySchedule,
      entrypoint: isOpen ? null : { text, isWritten: text === written.get("entrypoint") },
      unknownKeys,
      unset: allFound([{ found: unset }, withPool]),
    },
    allFound([stepsNotRun(steps, context.buildSteps), refusedAgreements(written), resolved]),
  );
}

/** What every name begins with: no placeholder is filled. */
const EVERY_PREFIX = [""];

/** Outputs of build and push steps that have been run. */
function outputsOf({ buildSteps }: BuildContext): Config {
  return typeof buildSteps === "string" ? new Map() : (fromJson({ ...buildSteps }) as Config);
}

function isNonEmpty(value: ConfigValue | undefined): boolean {
  return value instanceof Map && value.size > 0;
}
