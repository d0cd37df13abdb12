import type { Fault } from "#diagnostics";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import type { Path, Problem } from "../model/coerce.ts";
import { MOST_PROBLEMS, shortened } from "../model/told.ts";
import type { BuildContext } from "./build-context.ts";
import type { DesiredDeployment } from "./desired-deployment.ts";
import { flowNameFaults, readFlow } from "./flow.ts";
import { madeOfFlow } from "./made-of-flow.ts";
import { allFound, part } from "./part.ts";
import { preparedDefinition } from "./prepared.ts";

/** The deployment that a definition comes to, or every reason why it can't be; and what is worth a warning. */
export type Built = (
  | { deployment: DesiredDeployment; faults: [] }
  | { deployment: undefined; faults: Fault[] }
) & { warnings: Fault[] };

/**
 * Builds what `prefect deploy` would store for a definition (`_run_single_deploy` of `prefect/cli/deploy/_core.py`),
 * with what `context.overrides` sets on top. Nothing is written, and all faults are found in one go as far as one
 * doesn't hide another.
 */
export async function buildDesiredDeployment(
  definition: DeploymentDefinition,
  context: BuildContext,
): Promise<Built> {
  const prepared = await preparedDefinition(definition, context);
  const { unset, unknownKeys, entrypoint } = prepared.value;
  const reading = entrypoint === null ? part(null) : await readFlow(definition, entrypoint, context);
  const flow = reading.value?.flow;
  const made = flow ? await madeOfFlow(prepared.value, flow) : part(null);

  const found = allFound([prepared, reading, made]);
  const causes = unset.problems.slice(0, MOST_PROBLEMS);
  const problems = found.problems
    .filter(({ path: [key] }) => !unknownKeys.has(key ?? null))
    .filter((problem) => !isConsequence(problem, causes))
    .concat(causes);
  const key = made.value?.key ?? (flow ? `${flow.name}/${definition.name}` : definition.name);
  const placed = ({ path, ...told }: Problem): Fault => ({
    ...told,
    message: shortened(told.message),
    location: definition.locate(path),
    deployments: [key],
  });
  const faults = [
    ...(reading.value?.faults ?? []).map((fault) => ({ ...fault, deployments: [key] })),
    ...(flow ? flowNameFaults(flow) : []).map((fault) => ({ ...fault, deployments: [key] })),
    ...problems.slice(0, MOST_PROBLEMS).map(placed),
  ];
  const warnings = [...found.warnings, ...unset.warnings].slice(0, MOST_PROBLEMS).map(placed);
  const notes = [...found.notes, ...unset.notes].slice(0, MOST_PROBLEMS).map(shortened);
  return made.value && faults.length === 0
    ? { deployment: { ...made.value, notes }, faults: [], warnings }
    : { deployment: undefined, faults, warnings };
}

/** Whether something is only wrong because a placeholder in it is not filled, which is told already. */
function isConsequence(problem: Problem, unset: readonly Problem[]): boolean {
  return unset.some(({ path }) => isWithin(path, problem.path) || isWithin(problem.path, path));
}

function isWithin(path: Path, around: Path): boolean {
  return around.every((key, index) => path[index] === key);
}
