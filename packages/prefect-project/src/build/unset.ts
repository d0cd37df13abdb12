import type { Config, ConfigValue } from "../config-value.ts";
import type { EffectiveSteps } from "../definitions/steps.ts";
import { type Path, type Problem, pathText } from "../model/coerce.ts";
import type { BuildContext, Overrides } from "./build-context.ts";
import type { Found } from "./part.ts";
import { type PlacedPlaceholder, placeholdersIn } from "./placeholders-in.ts";
import { lookUp } from "./templates.ts";

export interface UnsetRequest {
  /** The configuration with blocks and variables of the server in it. */
  resolved: Config;
  /** The same as the file has it: what a block or a variable brought in is none of the file's placeholders. */
  written: Config;
  /** Variables that the server was asked for in vain. */
  missing: readonly PlacedPlaceholder[];
  /** Outputs of build and push steps. */
  outputs: Config;
  steps: EffectiveSteps;
  /** Whether the schedules stand under the older key `schedule`. */
  isLegacySchedule: boolean;
}

/** What of its surroundings decides what a definition lacks. */
export type UnsetContext = Pick<BuildContext, "env" | "unsetVariables" | "buildSteps" | "overrides">;

/**
 * What nothing fills: Prefect stores such a text without it, and leaves out a value that is nothing else. Told by
 * `unsetVariables`, but for what steps put out that are not run here, which `buildSteps` governs.
 */
export function unsetPlaceholders(request: UnsetRequest, context: UnsetContext): Found {
  const { unsetVariables, buildSteps } = context;
  const hasSteps = request.steps.build.length + request.steps.push.length > 0;
  const isOurs = isWritten(request.written);
  const open = [...request.missing, ...unfilled(request, context)].filter(
    ({ path }) => !isOverridden(path, context.overrides ?? {}),
  );
  const isOutput = ({ placeholder }: PlacedPlaceholder) => placeholder.type === "plain" && hasSteps;
  const ofSteps = typeof buildSteps === "string" ? open.filter(isOutput) : [];
  const notes = buildSteps === "ignore" ? ofSteps.map(withoutOutput) : [];
  const told = open.filter((one) => !ofSteps.includes(one));
  if (unsetVariables === "empty") return { problems: [], warnings: [], notes };
  const unset = told.map((one) => ({ path: one.path, ...described(one, isOurs(one), unsetVariables) }));
  return unsetVariables === "error"
    ? { problems: unset, warnings: [], notes }
    : { problems: [], warnings: unset, notes };
}

function unfilled(
  { resolved, outputs, isLegacySchedule }: UnsetRequest,
  { env }: UnsetContext,
): PlacedPlaceholder[] {
  const environment = new Map(
    Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  return [...resolved].flatMap(([key, value]) =>
    scanned(key, value, isLegacySchedule).filter(({ placeholder: { name, type } }) => {
      if (name.startsWith("ctx.")) return false;
      if (type === "environment") return env[name.replace(/^\$+/, "")] === undefined;
      return (
        type === "plain" && lookUp(environment, name) === undefined && lookUp(outputs, name) === undefined
      );
    }),
  );
}

/** Steps have rules of their own, and so have the parameters of a trigger, which are filled when it fires. */
function scanned(key: string, value: ConfigValue, isLegacySchedule: boolean): PlacedPlaceholder[] {
  if (["build", "push", "pull", "sla", "schedule", "flow_name"].includes(key)) return [];
  if (key === "schedules" && isLegacySchedule && Array.isArray(value)) {
    return placeholdersIn(value[0] ?? null, ["schedule"]);
  }
  const found = placeholdersIn(value, [key]);
  return key === "triggers" ? found.filter(({ path }) => path[2] !== "parameters") : found;
}

/** What is set on top of the file takes its place, whatever stands there. */
function isOverridden([first, second, ...rest]: Path, overrides: Overrides): boolean {
  if (first !== "work_pool") return false;
  if (second === "name") return overrides.workPool !== undefined;
  if (second === "work_queue_name") return overrides.workQueue !== undefined;
  if (second !== "job_variables") return false;
  let over: unknown = overrides.jobVariables;
  for (const key of rest) {
    if (typeof over !== "object" || over === null || Array.isArray(over)) break;
    over = Object.hasOwn(over, key) ? (over as { [key: string | number]: unknown })[key] : undefined;
  }
  return over !== undefined && rest.length > 0;
}

/** Tells the file's own placeholders from those that a block's or a variable's value holds: that may be a secret. */
function isWritten(config: Config): (one: PlacedPlaceholder) => boolean {
  const written = new Set(placeholdersIn(config, []).map(({ placeholder }) => placeholder.full));
  return ({ placeholder }) => written.has(placeholder.full);
}

function withoutOutput({ placeholder, path }: PlacedPlaceholder): string {
  return `${placeholder.full} is left out of ${pathText(path)}, since the steps that put it out are not run.`;
}

function described(
  { placeholder: { full, name, type }, path }: PlacedPlaceholder,
  isOurs: boolean,
  rule: "error" | "warn",
): Omit<Problem, "path"> {
  const stored = `${pathText(path)} is stored without it.`;
  const otherwise = rule === "error" ? " Or set unset-variables to warn or empty." : "";
  if (!isOurs) {
    return {
      code: "placeholder-unset",
      message: `A block or a variable brings in a placeholder that nothing fills: ${stored}`,
      fix: `Correct its value.${otherwise}`,
    };
  }
  if (type === "environment") {
    return {
      code: "variable-unset",
      message: `The environment variable ${name.replace(/^\$+/, "")} is not set: ${stored}`,
      fix: `Set it where the deployment is applied.${otherwise}`,
    };
  }
  if (type === "variable") {
    return {
      code: "placeholder-unset",
      message: `The server has no variable for ${full}: ${stored}`,
      fix: `Make it there, or correct its name.${otherwise}`,
    };
  }
  return {
    code: "placeholder-unset",
    message: `Nothing fills ${full}: ${stored}`,
    fix: `It is no output of a build or push step and no variable: an environment variable is written {{ $NAME }}.${otherwise}`,
  };
}
