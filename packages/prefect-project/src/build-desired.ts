import { posix } from "node:path";
import { type Fault, FaultError } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import type { BuildContext, Overrides } from "./build-context.ts";
import { type Config, type ConfigValue, fromJson } from "./config-value.ts";
import { defaultPull } from "./default-pull.ts";
import type { DeploymentDefinition } from "./definition.ts";
import { sourceOf } from "./definitions.ts";
import { deploymentFields, jobVariables, textAt } from "./deployment-fields.ts";
import { checkName, deploymentName } from "./deployment-name.ts";
import type { DesiredAutomation, DesiredDeployment } from "./desired-deployment.ts";
import { withRevision } from "./git-clone-steps.ts";
import type { Problem } from "./model/coerce.ts";
import { keysUnknownOffline } from "./offline.ts";
import { misspeltParameters } from "./parameter-check.ts";
import { desiredSchedules } from "./schedules.ts";
import { resolveFromServer } from "./server-templates.ts";
import { effectiveSteps } from "./steps.ts";
import { applyToConfig, applyValues, NOT_SET, type Values } from "./templates.ts";
import { triggerAutomation } from "./triggers.ts";

/** The deployment that a definition comes to, or every reason why it can't be. */
export type Built =
  | { deployment: DesiredDeployment; faults: [] }
  | { deployment: undefined; faults: Fault[] };

/**
 * Builds what `prefect deploy` would store for a definition (`_run_single_deploy` of `prefect/cli/deploy/_core.py`),
 * with what `context.overrides` sets on top. Nothing is written, and all faults are found in one go as far as one
 * doesn't hide another.
 */
export async function buildDesiredDeployment(
  definition: DeploymentDefinition,
  context: BuildContext,
): Promise<Built> {
  const problems: Problem[] = [];
  const faults: Fault[] = [];
  const deployment = await new Builder(definition, context, problems, faults).build();
  const unknown =
    context.templates === null ? keysUnknownOffline(sourceOf(definition).config, context.env) : new Set();
  for (const { path, message, fix } of problems.filter(({ path: [key] }) => !unknown.has(key))) {
    faults.push({ message, location: definition.locate(path), ...(fix ? { fix } : {}) });
  }
  return deployment && faults.length === 0 ? { deployment, faults: [] } : { deployment: undefined, faults };
}

class Builder {
  private readonly definition: DeploymentDefinition;
  private readonly context: BuildContext;
  private readonly overrides: Overrides;
  private readonly problems: Problem[];
  private readonly faults: Fault[];
  private readonly notes: string[] = [];
  /** Outputs of build and push steps: what plain placeholders stand for. */
  private readonly outputs: Config;

  constructor(definition: DeploymentDefinition, context: BuildContext, problems: Problem[], faults: Fault[]) {
    this.definition = definition;
    this.context = context;
    this.overrides = context.overrides ?? {};
    this.problems = problems;
    this.faults = faults;
    const { buildSteps } = context;
    this.outputs = typeof buildSteps === "string" ? new Map() : (fromJson({ ...buildSteps }) as Config);
  }

  async build(): Promise<DesiredDeployment | undefined> {
    const { context, problems } = this;
    const source = sourceOf(this.definition);
    const steps = effectiveSteps(source.config, source.sections);
    this.refuseSteps("build", steps.build);
    this.refuseSteps("push", steps.push);
    this.refuseSla(source.config);

    const given = withDefaultPool(source.config, context.env);
    const resolved = context.templates ? await resolveFromServer(given, context.templates, problems) : given;
    // Plain placeholders are looked up in the environment here, too, as Prefect does.
    const config = applyToConfig(resolved, {
      values: new Map(
        Object.entries(context.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
      env: context.env,
      removeUnknown: false,
    });
    if (context.templates === null && keysUnknownOffline(given, context.env).has("entrypoint"))
      return undefined;
    const entrypoint = config.get("entrypoint");
    const isWritten = entrypoint === source.config.get("entrypoint");
    const flow = await this.readFlow(isWritten ? (this.definition.entrypoint ?? entrypoint) : entrypoint);
    if (!flow) return undefined;

    const pull =
      steps.pull ??
      defaultPull(
        stepsOf(config.get("build")) ?? steps.build,
        jobVariables(config),
        posix.join(context.workingDirectory, this.definition.folder),
      );
    const filled = this.fill(config, flow);
    const name = this.name(filled);
    const fields = deploymentFields(filled, flow, this.fillPull(pull), this.overrides, problems);
    for (const { given, meant } of misspeltParameters(fields.parameters, fields.parameter_openapi_schema)) {
      this.notes.push(`The flow has no parameter ${given}. Did you mean ${meant}?`);
    }
    const flowFault = checkName(flow.name);
    if (flowFault) {
      this.faults.push({ message: `The flow can't be deployed. ${flowFault}`, location: flow.location });
    }
    const automations = this.automations(config.get("triggers"), name);
    const schedules = desiredSchedules(
      this.fillSchedules(config.get("schedules")),
      problems,
      this.definition.locate,
      (index) => (isLegacy(source.config.get("schedule")) ? ["schedule"] : ["schedules", index]),
    );
    const mode = this.overrides.schedules ?? "as-declared";
    if (mode !== "as-declared") for (const schedule of schedules) schedule.active = mode === "active";
    const { version, derived } = await this.version(filled, flow);
    return {
      key: `${flow.name}/${name}`,
      flowName: flow.name,
      name,
      fields: { ...fields, version },
      versionIsDerived: derived,
      workingDirectoryIsDerived: steps.pull === null,
      schedules,
      automations,
      location: this.definition.location,
      jobVariableLocations: Object.fromEntries(
        Object.keys(fields.job_variables).map((name) => [
          name,
          this.definition.locate(["work_pool", "job_variables", name]),
        ]),
      ),
      notes: this.notes,
    };
  }

  private refuseSteps(section: "build" | "push", steps: readonly Config[]): void {
    if (steps.length === 0) return;
    if (this.context.buildSteps === "ignore") {
      this.notes.push(`Its ${section} steps are not run.`);
    } else if (this.context.buildSteps === "later") {
      this.notes.push(
        `Its ${section} steps run when it is applied; what their outputs fill is left out here.`,
      );
    } else if (this.context.buildSteps === "refuse") {
      this.problems.push({
        path: [section],
        message: `The deployment has ${section} steps, which are Python functions that are not run here.`,
        fix: "Build the image in a step of its own, or set build-steps to `run` (needs a Python with Prefect) or `ignore`.",
      });
    }
  }

  private refuseSla(config: Config): void {
    const sla = config.get("sla");
    if (!Array.isArray(sla) || sla.length === 0) return;
    this.problems.push({
      path: ["sla"],
      message: "Service level agreements are not deployed here: they exist on Prefect Cloud only.",
      fix: "Take `sla` out of the file and keep it with `prefect deploy` or Terraform.",
    });
  }

  private async readFlow(entrypoint: ConfigValue | undefined): Promise<FlowReading | undefined> {
    if (typeof entrypoint !== "string" || entrypoint === "") {
      this.problems.push({
        path: ["entrypoint"],
        message: "The deployment has no entry point.",
        fix: "Write `entrypoint: path/to/file.py:flow_function`.",
      });
      return undefined;
    }
    try {
      const flow = await this.context.readFlow(entrypoint);
      for (const { parameter, reason } of flow.approximate) {
        this.notes.push(`The schema of the parameter ${parameter} is approximate: ${reason}`);
      }
      return flow;
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      const location = this.definition.locate(["entrypoint"]);
      this.faults.push(...error.faults.map((fault) => ({ location, ...fault })));
      return undefined;
    }
  }

  /** The last round of placeholders: unknown ones go, those of the run's own context stay. */
  private fill(config: Config, flow: FlowReading): Config {
    const complete = new Map(config);
    for (const key of ["schedule", "schedules", "triggers", "build", "push", "pull", "sla"])
      complete.delete(key);
    // Prefect looks for placeholders in a docstring, too.
    if (!complete.get("description")) complete.set("description", flow.description);
    return applyToConfig(complete, this.values({ removeUnknown: true, skip: ["ctx."] }));
  }

  private fillPull(pull: readonly Config[]): Config[] {
    const filled = pull.map((step) => applyToConfig(step, this.values({ removeUnknown: false })));
    return withRevision(filled, this.overrides, this.notes);
  }

  private fillSchedules(schedules: ConfigValue | undefined): ConfigValue {
    const filled = applyValues(schedules ?? [], this.values({ removeUnknown: true }));
    return filled === NOT_SET ? [] : filled;
  }

  private values(options: Pick<Values, "removeUnknown" | "skip">): Values {
    return { values: this.outputs, env: this.context.env, ...options };
  }

  private name(config: Config): string {
    const given = config.get("name");
    if (typeof given !== "string" || given === "") {
      this.problems.push({
        path: ["name"],
        message: "The deployment's name is no text once its placeholders are filled.",
      });
      return "";
    }
    const name = deploymentName(given, this.overrides.namePrefix);
    const fault = checkName(name);
    if (fault) this.problems.push({ path: ["name"], message: fault, fix: "Use letters, digits, - and _." });
    return name;
  }

  private automations(triggers: ConfigValue | undefined, deploymentName: string): DesiredAutomation[] {
    const automations: DesiredAutomation[] = [];
    for (const [index, given] of (Array.isArray(triggers) ? triggers : []).entries()) {
      if (!(given instanceof Map)) continue;
      const path = ["triggers", index];
      // Placeholders of a trigger's parameters are filled when it fires.
      const parameters = given.get("parameters");
      const spec = applyToConfig(without(given, "parameters"), this.values({ removeUnknown: true }));
      if (parameters !== undefined && parameters !== null) spec.set("parameters", parameters);
      const made = triggerAutomation(spec, `${deploymentName}__automation_${index + 1}`, path, this.problems);
      if (made) automations.push({ ...made, location: this.definition.locate(path) });
    }
    return automations;
  }

  /** The deployment's own version, else the commit's, else the flow's, which by default is a hash of its file. */
  private async version(
    config: Config,
    flow: FlowReading,
  ): Promise<{ version: string | null; derived: boolean }> {
    const own = textAt(config, "version", ["version"], this.problems);
    const type = config.get("version_type") ?? null;
    const known = [
      "prefect:simple",
      "vcs:github",
      "vcs:gitlab",
      "vcs:bitbucket",
      "vcs:azuredevops",
      "vcs:git",
    ];
    if (type !== null && (typeof type !== "string" || !known.includes(type))) {
      this.problems.push({
        path: ["version_type"],
        message: `version_type must be one of ${known.join(", ")}.`,
      });
    }
    if (own) return { version: own, derived: false };
    if (type !== "prefect:simple" && this.context.derivedVersion !== null) {
      return { version: this.context.derivedVersion, derived: true };
    }
    if (flow.version) return { version: flow.version, derived: false };
    const [file] = flow.files;
    const hash = file === undefined ? undefined : await this.context.fileHash(file);
    return { version: hash ?? null, derived: true };
  }
}

/** The pool that Prefect's settings name for deployments that name none. */
function withDefaultPool(config: Config, env: BuildContext["env"]): Config {
  const byDefault = env.PREFECT_DEPLOYMENTS_DEFAULT_WORK_POOL_NAME || env.PREFECT_DEFAULT_WORK_POOL_NAME;
  const pool = config.get("work_pool");
  if (!byDefault || !(pool instanceof Map) || (pool.get("name") ?? null) !== null) return config;
  return new Map(config).set("work_pool", new Map(pool).set("name", byDefault));
}

function stepsOf(value: ConfigValue | undefined): Config[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter((step) => step instanceof Map) : undefined;
}

function without(config: Config, key: string): Config {
  const rest = new Map(config);
  rest.delete(key);
  return rest;
}

/** Whether a deployment's schedules came of the older key `schedule`. */
function isLegacy(schedule: ConfigValue | undefined): boolean {
  return schedule instanceof Map && schedule.size > 0;
}
