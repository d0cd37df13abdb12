import { type Fault, FaultError } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import type { ConfigValue } from "../config-value.ts";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import type { Problem } from "../model/coerce.ts";
import type { BuildContext } from "./build-context.ts";
import { checkName } from "./deployment-name.ts";
import { type Part, part } from "./part.ts";

/** The flow behind a definition, or why there is none; places of faults may lie in its code. */
export type FoundFlow = { flow: FlowReading; faults: [] } | { flow: undefined; faults: Fault[] };

/**
 * Reads a flow.
 *
 * @param entrypoint with its placeholders filled, and whether that is the very text of the file
 */
export async function readFlow(
  definition: DeploymentDefinition,
  { text: entrypoint, isWritten }: { text: ConfigValue | undefined; isWritten: boolean },
  context: BuildContext,
): Promise<Part<FoundFlow>> {
  if (typeof entrypoint !== "string" || entrypoint === "") {
    const problem: Problem = {
      path: ["entrypoint"],
      code: "entry-point-invalid",
      message: "The deployment has no entry point.",
      fix: "Write `entrypoint: path/to/file.py:flow_function`.",
    };
    return part<FoundFlow>({ flow: undefined, faults: [] }, { problems: [problem] });
  }
  try {
    const flow = await context.readFlow(isWritten ? (definition.entrypoint ?? entrypoint) : entrypoint);
    const notes = flow.approximate.map(
      ({ parameter, reason }) => `The schema of the parameter ${parameter} is approximate: ${reason}`,
    );
    return part<FoundFlow>({ flow, faults: [] }, { notes });
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const location = definition.locate(["entrypoint"]);
    return part<FoundFlow>({
      flow: undefined,
      faults: error.faults.map((fault) => ({ location, ...fault })),
    });
  }
}

/** Why a server can't take the flow's name, if so. */
export function flowNameFaults(flow: FlowReading): Fault[] {
  const fault = checkName(flow.name);
  return fault
    ? [{ code: "name-refused", message: `The flow can't be deployed. ${fault}`, location: flow.location }]
    : [];
}
