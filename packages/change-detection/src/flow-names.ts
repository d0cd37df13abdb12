import { type Fault, FaultError, type Location, throwIfAny } from "#diagnostics";
import { readFlow, type SourceTree } from "#flow-source";
import { type DeploymentDefinition, duplicateFaults } from "#prefect-project";
import { type Candidate, idOf } from "./candidates.ts";
import type { BaseDeployment } from "./classify.ts";
import type { TreeDifference } from "./compare-trees.ts";

/** A flow's name and the files that it may depend on. */
export interface NamedFlow {
  name: string;
  files: readonly string[];
}

/** Reads a flow's name; throws a FaultError where it can't be told. */
export type ReadFlowName = (tree: SourceTree, entrypoint: string, location: Location) => Promise<NamedFlow>;

/** By the source alone. */
export const readFlowName: ReadFlowName = (tree, entrypoint, location) =>
  readFlow(tree, entrypoint, { location });

type FlowName = NamedFlow | { name: null; faults: readonly Fault[] };
type NameOf = (definition: DeploymentDefinition) => Promise<FlowName>;

/** Names of the flows of one tree; each entry point is read once. */
export function flowNames(tree: SourceTree, read: ReadFlowName): NameOf {
  const known = new Map<string, Promise<FlowName>>();
  return ({ entrypoint, location }) => {
    if (entrypoint === null)
      return Promise.resolve({
        name: null,
        faults: [{ code: "entry-point-invalid", message: "It has no entry point.", location }],
      });
    let reading = known.get(entrypoint);
    if (!reading) {
      reading = read(tree, entrypoint, location).catch((error: unknown) => {
        if (error instanceof FaultError) return { name: null, faults: error.faults };
        throw error;
      });
      known.set(entrypoint, reading);
    }
    return reading;
  };
}

/** Adds the flows' names at the head. Throws a FaultError with every one that can't be told, and with doubles. */
export async function nameHead<T extends Candidate>(candidates: readonly T[], nameOf: NameOf) {
  const names = await Promise.all(candidates.map(({ definition }) => nameOf(definition)));
  const faults = new Set<Fault>();
  const named = candidates.flatMap((candidate, index) => {
    const flow = names[index] as FlowName;
    if (flow.name === null) {
      for (const fault of flow.faults) faults.add(fault);
      return [];
    }
    return [{ ...candidate, flowName: flow.name }];
  });
  const placed = named.map(({ definition: { name, location }, flowName }) => ({
    key: `${flowName}/${name}`,
    location,
  }));
  throwIfAny([...faults, ...duplicateFaults(placed)]);
  return named;
}

/**
 * Adds the flows' names at the base. Where none of the files that the name depends on differ, it is the head's;
 * otherwise the old source is read, and what it doesn't tell stays open.
 */
export async function nameBase(
  base: readonly DeploymentDefinition[],
  {
    head,
    difference,
    nameAtHead,
    nameAtBase,
  }: {
    head: readonly Candidate[];
    difference: TreeDifference;
    nameAtHead: NameOf;
    nameAtBase: NameOf;
  },
): Promise<BaseDeployment[]> {
  const atHead = new Map(head.map(({ definition }) => [idOf(definition), definition]));
  // A file that is gone may have answered an import that another one answers now.
  const isFileGone = [...difference.gone].some((path) => path.endsWith(".py"));
  async function nameOf(definition: DeploymentDefinition): Promise<FlowName> {
    const paired = atHead.get(idOf(definition));
    const now = paired && !isFileGone ? await nameAtHead(paired) : undefined;
    const isSame = now && now.name !== null && !now.files.some((file) => difference.changed.has(file));
    return isSame ? now : nameAtBase(definition);
  }
  return Promise.all(
    base.map(async (definition) => {
      const flow = await nameOf(definition);
      return { definition, flowName: flow.name, faults: flow.name === null ? flow.faults : [] };
    }),
  );
}
