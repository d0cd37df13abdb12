import type { FlowReading } from "#flow-source";
import type { Config, ConfigValue } from "../config-value.ts";
import type { Path, Problem } from "../model/coerce.ts";
import { desiredSchedules } from "../schedule/schedules.ts";
import { desiredAutomations } from "./automations.ts";
import { deploymentFields } from "./deployment-fields.ts";
import type { DesiredDeployment, DesiredSchedule } from "./desired-deployment.ts";
import { filledValues, partsOf, type WrittenAndFilled } from "./filled-values.ts";
import { desiredName } from "./name.ts";
import { parameterFindings } from "./parameter-findings.ts";
import { allFound, type Part, type Placed, part } from "./part.ts";
import type { PreparedDefinition } from "./prepared.ts";
import { pullSteps } from "./pull-steps.ts";
import { applyToConfig, applyValues, NOT_SET } from "./templates.ts";
import { desiredVersion } from "./version.ts";

/** The deployment of a prepared definition and its flow; each part is made of the two alone. */
export async function madeOfFlow(
  prepared: PreparedDefinition,
  flow: FlowReading,
): Promise<Part<Omit<DesiredDeployment, "notes">>> {
  const { definition, context, steps, config, values } = prepared;
  const { overrides = {} } = context;
  const filled = filledConfig(prepared, flow);
  const name = desiredName(filled, overrides.namePrefix);
  const pull = pullSteps(steps, config, values, definition, context);
  const fields = deploymentFields(filled, flow, pull.value, overrides);
  const automations = desiredAutomations(config.get("triggers"), name.value, values, definition);
  const schedules = schedulesOf(prepared);
  const version = await desiredVersion(filled, flow, context);
  const parameters = parameterFindings(
    fields.value,
    schedules.value.map(({ value, path }) => ({ value: value.parameters, path })),
    automations.value.map(({ value, path }) => ({ value: value.parameters ?? {}, path })),
  );
  return part(
    {
      key: `${flow.name}/${name.value}`,
      flowName: flow.name,
      name: name.value,
      fields: { ...fields.value, version: version.value.version },
      versionIsDerived: version.value.isDerived,
      workingDirectoryIsDerived: steps.pull === null,
      schedules: schedules.value.map(({ value }) => value),
      automations: automations.value.map(({ value }) => value),
      location: definition.location,
      filled: filledValues([
        ...partsOf(prepared.written, new Map([...config, ...filled, ...schedulesConfig(prepared)])),
        ...pullParts(steps.pull, pull.value),
      ]),
      jobVariableLocations: Object.fromEntries(
        Object.keys(fields.value.job_variables).map((name) => [
          name,
          definition.locate(["work_pool", "job_variables", name]),
        ]),
      ),
    },
    allFound([name, pull, fields, parameters, automations, schedules, version]),
  );
}

/** The last round of placeholders: unknown ones go, those of the run's own context stay. */
function filledConfig({ config, values }: PreparedDefinition, flow: FlowReading): Config {
  const complete = new Map(config);
  for (const key of ["schedule", "schedules", "triggers", "build", "push", "pull", "sla"])
    complete.delete(key);
  // Prefect looks for placeholders in a docstring, too.
  if (!complete.get("description")) complete.set("description", flow.description);
  return applyToConfig(complete, {
    ...values,
    removeUnknown: true,
    skip: [...(values.skip ?? []), "ctx."],
  });
}

function schedulesOf({
  config,
  values,
  isLegacySchedule,
  definition,
  context,
}: PreparedDefinition): Part<Placed<DesiredSchedule>[]> {
  const problems: Problem[] = [];
  const filled = applyValues(config.get("schedules") ?? [], { ...values, removeUnknown: true });
  const given: ConfigValue = filled === NOT_SET ? [] : filled;
  const pathOf = (index: number): Path => (isLegacySchedule ? ["schedule"] : ["schedules", index]);
  const schedules = desiredSchedules(given, problems, definition.locate, pathOf);
  const state = context.overrides?.schedules ?? "as-declared";
  const stated = schedules.map(({ value, path }) => ({
    value: state === "as-declared" ? value : { ...value, active: state === "active" },
    path,
  }));
  return part(stated, { problems });
}

/** Schedules and triggers with all that is filled in, for what a plan shows of them. */
function schedulesConfig({ config, values }: PreparedDefinition): Config {
  const timed = new Map([...config].filter(([key]) => ["schedule", "schedules", "triggers"].includes(key)));
  return applyToConfig(timed, { ...values, removeUnknown: false });
}

function pullParts(written: readonly Config[] | null, filled: readonly Config[]): WrittenAndFilled[] {
  if (written === null) return [];
  return [{ written: [...written], filled: [...filled], place: ["pull_steps"], keepsPaths: true }];
}
