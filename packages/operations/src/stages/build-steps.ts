import { join } from "node:path";
import { FaultError } from "#diagnostics";
import { type Json, jsonText, parseJson } from "#json";
import { type DeploymentDefinition, resolveSteps, type ServerValues, type Step } from "#prefect-project";
import type { FlowReaderValues } from "../options/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { buildStepsScript } from "./build-steps-script.ts";

/** What steps gave, under the names that placeholders call them by. */
export type Outputs = { readonly [output: string]: Json };
export type StepOutputs = ReadonlyMap<DeploymentDefinition, Outputs>;

type Options = Pick<FlowReaderValues, "python" | "passEnvironment"> &
  Pick<Surroundings, "run" | "reporter"> & {
    /** Top folder of the working tree. */
    root: string;
    /** What the server that is deployed to holds for placeholders of steps. */
    templates: ServerValues;
  };

/**
 * Runs the build and push steps of definitions through an installed Prefect (`run_steps` of
 * `prefect.deployments.steps.core`), one after another, in the folder where `prefect deploy` would run. Steps that
 * several definitions share, as those of the file, run once: nothing in them differs from deployment to deployment.
 * They are code of the checked-out commit: blocks and variables that they name are filled in before, and nothing that
 * leads to the server reaches them.
 *
 * @throws FaultError at the first steps that fail, with what Python says
 */
export async function runBuildSteps(
  definitions: readonly DeploymentDefinition[],
  options: Options,
): Promise<StepOutputs> {
  const known = new Map<string, Outputs>();
  const outputs = new Map<DeploymentDefinition, Outputs>();
  for (const definition of definitions) {
    const { build, push, folder } = definition;
    if (build.length + push.length === 0) continue;
    const key = jsonText([build, push, folder]);
    const given = known.get(key) ?? (await runOne(definition, options));
    known.set(key, given);
    outputs.set(definition, given);
  }
  return outputs;
}

async function runOne(definition: DeploymentDefinition, options: Options): Promise<Outputs> {
  const { name } = definition;
  const { run, python, passEnvironment, reporter } = options;
  const steps = await resolved(definition, options);
  reporter.info(`Running the build and push steps of ${name}`);
  const result = await run(python, ["-c", buildStepsScript], {
    cwd: join(options.root, definition.folder),
    input: jsonText(steps),
    passEnvironment,
    onProgress: (line) => reporter.info(`  ${line}`),
  }).catch((error: unknown) => {
    throw fault(definition, `${python} can't be started: ${error instanceof Error ? error.message : error}`);
  });
  const answer = parse(result.stdout);
  if (answer && "outputs" in answer) return answer.outputs;
  throw fault(definition, answer?.error ?? `${python} ended with exit code ${result.exitCode}`);
}

/** @throws FaultError for a block that is not there */
async function resolved(definition: DeploymentDefinition, options: Options) {
  const templates = { ...options.templates, ...masking(options) };
  const fill = async (steps: readonly Step[]) => {
    const { steps: filled, problems } = await resolveSteps(steps, templates);
    const [problem] = problems;
    if (problem) throw fault(definition, problem.message);
    return filled;
  };
  return { build: await fill(definition.build), push: await fill(definition.push) };
}

/** A shorter value would blot out half a log. */
const SHORTEST = 8;

/** What a block holds may be secret, and a step may print it. */
function masking({ templates, reporter }: Options): Pick<ServerValues, "readBlock" | "readBlockById"> {
  const mask = <T extends { data: object } | undefined>(block: T): T => {
    for (const value of Object.values(block?.data ?? {})) {
      if (typeof value === "string" && value.length >= SHORTEST) reporter.secret(value);
    }
    return block;
  };
  return {
    readBlock: async (typeSlug, name) => mask(await templates.readBlock(typeSlug, name)),
    readBlockById: async (id) => mask(await templates.readBlockById(id)),
  };
}

function parse(text: string): { outputs: Outputs } | { error: string } | undefined {
  try {
    return parseJson(text) as { outputs: Outputs } | { error: string };
  } catch {
    return undefined;
  }
}

function fault({ name, build, locate }: DeploymentDefinition, reason: string): FaultError {
  return new FaultError({
    code: "step-failed",
    message: `The build and push steps of "${name}" failed: ${reason}`,
    location: locate([build.length > 0 ? "build" : "push"]),
    fix: "Fix the step, or install what it needs into the Python that the input python names. Nothing was applied.",
  });
}
