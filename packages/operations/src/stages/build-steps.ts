import { join } from "node:path";
import { FaultError } from "#diagnostics";
import { type Json, jsonText, parseJson } from "#json";
import type { DeploymentDefinition } from "#prefect-project";
import type { ConnectOptions } from "../connect.ts";
import type { FlowReaderValues } from "../options/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { buildStepsScript } from "./build-steps-script.ts";

/** What steps gave, under the names that placeholders call them by. */
export type Outputs = { readonly [output: string]: Json };
export type StepOutputs = ReadonlyMap<DeploymentDefinition, Outputs>;

type Options = Pick<FlowReaderValues, "python"> &
  Pick<Surroundings, "run" | "env" | "reporter"> &
  Pick<ConnectOptions, "connection"> & {
    /** Top folder of the working tree. */
    root: string;
  };

/**
 * Runs the build and push steps of definitions through an installed Prefect (`run_steps` of
 * `prefect.deployments.steps.core`), one after another, in the folder where `prefect deploy` would run. Steps that
 * several definitions share, as those of the file, run once: nothing in them differs from deployment to deployment.
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
  const { build, push, name } = definition;
  const { run, python, reporter } = options;
  reporter.info(`Running the build and push steps of ${name}`);
  const result = await run(python, ["-c", buildStepsScript], {
    cwd: join(options.root, definition.folder),
    input: jsonText({ build, push }),
    env: connectionVariables(options),
    onProgress: (line) => reporter.info(`  ${line}`),
  }).catch((error: unknown) => {
    throw fault(definition, `${python} can't be started: ${error instanceof Error ? error.message : error}`);
  });
  const answer = parse(result.stdout);
  if (answer && "outputs" in answer) return answer.outputs;
  throw fault(definition, answer?.error ?? `${python} ended with exit code ${result.exitCode}`);
}

/** Blocks and variables in steps are looked up on the server that is deployed to. */
function connectionVariables({ connection, env }: Options): Record<string, string | undefined> {
  const { apiUrl, apiKey, authString, headers } = connection;
  return {
    ...env,
    ...(apiUrl ? { PREFECT_API_URL: apiUrl } : {}),
    ...(apiKey ? { PREFECT_API_KEY: apiKey } : {}),
    ...(authString ? { PREFECT_API_AUTH_STRING: authString } : {}),
    ...(headers ? { PREFECT_CLIENT_CUSTOM_HEADERS: JSON.stringify(headers) } : {}),
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
    message: `The build and push steps of "${name}" failed: ${reason}`,
    location: locate([build.length > 0 ? "build" : "push"]),
    fix: "Mend the step, or install what it needs into the Python that the input python names. Nothing was applied.",
  });
}
