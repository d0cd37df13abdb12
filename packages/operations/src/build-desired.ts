import { createHash } from "node:crypto";
import { type Fault, FaultError, formatFault, type Reporter } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import {
  type BuildContext,
  type Built,
  buildDesiredDeployment,
  type DeploymentDefinition,
  type DesiredDeployment,
  deploymentName,
  deriveVersion,
  duplicateFaults,
  type Overrides,
  type TemplateSource,
} from "#prefect-project";
import type { Outputs, StepOutputs } from "./build-steps.ts";
import type { ConnectOptions } from "./connect.ts";
import { flowCatalog } from "./flow-catalog.ts";
import type { PlanOptions } from "./plan-options.ts";
import { type NamedDefinition, UNKNOWN_FLOW } from "./select-definitions.ts";
import type { SourceOptions } from "./source-options.ts";

/** Builds definitions of one working tree for one server. */
export class Builder {
  private readonly context: Omit<BuildContext, "readFlow">;
  private readonly flows;
  private readonly built = new Map<DeploymentDefinition, Promise<Built>>();
  private readonly reporter: Reporter;
  private readonly warned = new Set<string>();

  constructor(options: BuildOptions, { templates, tree, folder, commit, origin }: BuildPlace) {
    this.flows = flowCatalog(options, tree, folder);
    this.reporter = options.reporter;
    this.context = {
      templates,
      env: options.env,
      unsetVariables: options.unsetVariables ?? (templates === null ? "warn" : "error"),
      overrides: overridesOf(options, commit, origin),
      derivedVersion: deriveVersion(options.env, { commit, origin }),
      workingDirectory: folder,
      async fileHash(path) {
        const content = await tree.read(path);
        return content === undefined ? undefined : createHash("md5").update(content).digest("hex");
      },
      buildSteps: BUILD_STEPS[options.buildSteps],
    };
  }

  /** Finds out what definitions are called on the server. */
  name(definitions: readonly DeploymentDefinition[]): Promise<NamedDefinition[]> {
    return Promise.all(definitions.map((definition) => this.nameOne(definition)));
  }

  /**
   * Builds what was selected, as far as it has no faults; tells every fault, and what would overwrite another.
   *
   * @param outputs of the build and push steps that have been run
   */
  async build(
    selected: readonly NamedDefinition[],
    outputs: StepOutputs = new Map(),
  ): Promise<{ desired: DesiredDeployment[]; faults: Fault[] }> {
    const built = await Promise.all(
      selected.map(({ definition }) => this.buildOne(definition, outputs.get(definition))),
    );
    for (const warning of built.flatMap((one) => one.warnings)) this.warnOnce(warning);
    const named = selected
      .filter(({ key }) => !key.startsWith(`${UNKNOWN_FLOW}/`))
      .map(({ key, definition: { location } }) => ({ key, location }));
    const faults = [...built.flatMap((one) => one.faults), ...duplicateFaults(named)];
    return {
      desired: uniqueBy(
        built.flatMap(({ deployment }) => deployment ?? []),
        ({ key }) => key,
      ),
      // Deployments of one flow share its faults.
      faults: uniqueBy(faults, (fault) => JSON.stringify(fault)),
    };
  }

  /** Deployments of one file share its steps, and a plan may be made twice. */
  private warnOnce(warning: Fault): void {
    const text = formatFault(warning);
    if (!this.warned.has(text)) this.reporter.warning(warning);
    this.warned.add(text);
  }

  private buildOne(definition: DeploymentDefinition, outputs?: Outputs): Promise<Built> {
    let built = outputs ? undefined : this.built.get(definition);
    if (!built) {
      const location = definition.locate(["entrypoint"]);
      const readFlow = (entrypoint: string) => this.flows.read(entrypoint, location);
      const buildSteps = outputs ?? this.context.buildSteps;
      built = buildDesiredDeployment(definition, { ...this.context, readFlow, buildSteps });
      this.built.set(definition, built);
    }
    return built;
  }

  private async nameOne(definition: DeploymentDefinition): Promise<NamedDefinition> {
    const { name, entrypoint } = definition;
    // Its build tells that the entry point is missing, and what placeholders stand for.
    if (entrypoint === null || [entrypoint, name].some((text) => text.includes("{{"))) {
      const { deployment, faults } = await this.buildOne(definition);
      const key = deployment?.key ?? `${UNKNOWN_FLOW}/${name}`;
      return { definition, key, fileKey: `${deployment?.flowName ?? UNKNOWN_FLOW}/${name}`, faults };
    }
    const own = deploymentName(name, this.context.overrides?.namePrefix);
    try {
      const flow = await this.flows.name(entrypoint, definition.locate(["entrypoint"]));
      return { definition, key: `${flow.name}/${own}`, fileKey: `${flow.name}/${name}`, faults: [] };
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      const faults: readonly Fault[] = error.faults;
      return { definition, key: `${UNKNOWN_FLOW}/${own}`, fileKey: `${UNKNOWN_FLOW}/${name}`, faults };
    }
  }
}

const BUILD_STEPS = { error: "refuse", ignore: "ignore", run: "later" } as const;

export type BuildOptions = Omit<
  PlanOptions,
  keyof SourceOptions | keyof ConnectOptions | "deployments" | "except" | "removed" | "removedPolicy"
> &
  Pick<PlanOptions, "env" | "run" | "repositoryName" | "reporter">;

/** Where definitions are read and what they are built for. */
export interface BuildPlace {
  /** The server's blocks and variables; null without a server. */
  templates: TemplateSource | null;
  /** The files of the working tree, and its top folder. */
  tree: SourceTree;
  folder: string;
  /** The commit that is checked out. */
  commit: string;
  /** Address of the remote `origin`. */
  origin: string | null;
}

function uniqueBy<T>(list: readonly T[], identify: (one: T) => string): T[] {
  return [...new Map(list.toReversed().map((one) => [identify(one), one])).values()].toReversed();
}

function overridesOf(options: BuildOptions, commit: string, origin: string | null): Overrides {
  const { branch, pin, namePrefix, tags, workPool, workQueue, jobVariables, schedules } = options;
  return {
    branch,
    ...(pin === "commit" ? { commit, pinFolder: options.pinFolder } : {}),
    // Another repository has neither this branch nor this commit: its clone steps stay as they are.
    repository: [options.repositoryName, origin].filter((address) => typeof address === "string"),
    namePrefix,
    tags,
    workPool,
    workQueue,
    jobVariables,
    // Live schedules keep their state by the plan; new ones are as declared.
    schedules: schedules === "keep" ? "as-declared" : schedules,
  };
}
