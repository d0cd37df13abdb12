import type { Json } from "#json";
import type { BuildContext } from "../src/index.ts";
import type { DeployedFlow, ProjectEnvironment } from "./oracle/prefect-deployer.ts";

/** A context that finds what a project's environment declares, and reads every flow as Prefect did. */
export function contextOf(
  environment: ProjectEnvironment,
  flow: DeployedFlow | undefined,
  context: Partial<BuildContext> = {},
): BuildContext {
  return {
    readFlow: async (entrypoint) => ({
      name: flow?.name ?? "flow",
      description: flow?.description ?? null,
      version: flow?.version ?? null,
      parameterSchema: (flow?.parameterSchema ?? {
        title: "Parameters",
        type: "object",
        properties: {},
      }) as never,
      approximate: [],
      unknownOptions: [],
      readBy: "python",
      location: { file: entrypoint },
      files: [],
    }),
    templates: {
      readBlock: async (type, name) =>
        environment.blocks.find((block) => block.type === type && block.name === name),
      readBlockById: async () => undefined,
      readVariable: async (name): Promise<Json | undefined> => environment.variables[name],
    },
    env: environment.env,
    derivedVersion: null,
    workingDirectory: "/work",
    fileHash: async () => undefined,
    buildSteps: "error",
    // As Prefect, which these contexts are for.
    unsetVariables: "empty",
    ...context,
  };
}
