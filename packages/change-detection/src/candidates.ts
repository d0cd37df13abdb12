import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import { parseEntryPoint } from "#flow-source";
import { type DeploymentDefinition, duplicateFaults } from "#prefect-project";

/** A definition whose entry point can be followed. */
export interface Candidate {
  definition: DeploymentDefinition;
  entrypoint: string;
}

/** Definitions with their entry points. Throws a FaultError with every one that is missing or malformed. */
export function candidatesOf(definitions: readonly DeploymentDefinition[]): Candidate[] {
  const faults: Fault[] = [];
  const faulty = new Map<string, readonly Fault[]>();
  const candidates = definitions.flatMap((definition) => {
    const { entrypoint } = definition;
    if (entrypoint === null) {
      const message = `The deployment ${definition.name} has no entry point.`;
      faults.push({
        code: "entry-point-invalid",
        message,
        location: definition.location,
        fix: "Give it one: `entrypoint: path/to/file.py:function`.",
      });
      return [];
    }
    let own = faulty.get(entrypoint);
    if (!own) {
      own = entryPointFaults(definition, entrypoint);
      faulty.set(entrypoint, own);
    }
    faults.push(...own);
    return [{ definition, entrypoint }];
  });
  throwIfAny([...faults, ...duplicateFaults(candidates.map(placed))]);
  return candidates;
}

/** Before its flow's name is known, a deployment is told apart by its entry point. */
function placed({ definition: { name, location }, entrypoint }: Candidate) {
  return { key: `${name} of ${entrypoint}`, location };
}

function entryPointFaults(definition: DeploymentDefinition, entrypoint: string): readonly Fault[] {
  try {
    parseEntryPoint(entrypoint, "", definition.location);
    return [];
  } catch (error) {
    if (error instanceof FaultError) return error.faults;
    throw error;
  }
}

/** What a definition is called before its flow's name is known. */
export function idOf({ entrypoint, name }: DeploymentDefinition): string {
  return `${entrypoint}\0${name}`;
}

/**
 * Leaves out what is the same at both sides: same definition, same code. Those need no flow name, which saves
 * reading nearly every flow. What is left may have changed.
 */
export function leaveOutUnchanged<T extends Candidate>(
  head: readonly T[],
  base: readonly DeploymentDefinition[],
  isCodeChanged: (candidate: T) => boolean,
): { head: T[]; base: DeploymentDefinition[] } {
  const baseById = new Map(base.map((definition) => [idOf(definition), definition]));
  const same = new Set<string>();
  const open = head.filter((candidate) => {
    const id = idOf(candidate.definition);
    const before = baseById.get(id);
    const isSame = before?.fingerprint === candidate.definition.fingerprint && !isCodeChanged(candidate);
    if (isSame) same.add(id);
    return !isSame;
  });
  return { head: open, base: base.filter((definition) => !same.has(idOf(definition))) };
}
