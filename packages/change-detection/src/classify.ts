import type { Fault } from "#diagnostics";
import type { DeploymentDefinition } from "#prefect-project";
import { idOf } from "./candidates.ts";
import { differingValues } from "./describe-definition.ts";
import type { DetectedDeployment } from "./detected-changes.ts";
import type { InputChange } from "./input-changes.ts";

/** A definition of the head that may have changed. */
export interface HeadDeployment {
  definition: DeploymentDefinition;
  flowName: string;
  /** Chain to changed code, if any. */
  chain: readonly string[] | null;
  /** A changed file that it depends on beside its code. */
  input: InputChange | null;
}

/** A definition of the base that may have changed; without a flow name where the old source doesn't tell it. */
export interface BaseDeployment {
  definition: DeploymentDefinition;
  flowName: string | null;
  /** Why the flow's name can't be told. */
  faults: readonly Fault[];
}

export interface Classification {
  deployments: DetectedDeployment[];
  warnings: Fault[];
}

/** What the two sides' files say of a deployment that only one side has. */
export interface Sides {
  /** Whether a file is only at the base. */
  isGone(file: string): boolean;
  /** Whether a file is broken at the base, so that what it declared there is not known. */
  wasBroken(file: string): boolean;
  /** Whether something of the head can't be read: what is missing there may stand in it. */
  isHeadBroken: boolean;
}

/**
 * Tells what became of each deployment. Identity is the key, `flow/name`: a renamed flow is a deployment removed
 * and another one added. Pure.
 *
 * @param everything why deployments without a change of their own are selected too; null where they aren't
 */
export function classify(
  head: readonly HeadDeployment[],
  base: readonly BaseDeployment[],
  everything: string | null,
  { isGone, wasBroken, isHeadBroken }: Sides,
): Classification {
  const warnings: Fault[] = [];
  const baseByKey = new Map(
    base.flatMap((old) => (old.flowName === null ? [] : [[keyOf(old), old] as const])),
  );
  const baseById = new Map(base.map((old) => [idOf(old.definition), old]));
  const headByKey = new Map(head.map((now) => [keyOf(now), now]));
  const headById = new Map(head.map((now) => [idOf(now.definition), now]));

  const deployments = [...headByKey].flatMap(([key, now]): DetectedDeployment[] => {
    const { definition, flowName } = now;
    const cause = causeOf(now, isGone);
    const sameId = baseById.get(idOf(definition));
    const nameUnknown = sameId?.flowName === null ? sameId : undefined;
    const old = baseByKey.get(key) ?? nameUnknown;
    const found = {
      key,
      flowName,
      name: definition.name,
      chain: cause?.chain ?? [],
      location: definition.location,
    };
    if (!old && wasBroken(definition.file)) {
      return [{ ...found, change: "modified", reason: `${definition.file} could not be read at the base` }];
    }
    if (!old) {
      const renamed = sameId ? `: the flow was renamed from ${sameId.flowName}` : "";
      return [{ ...found, change: "added", reason: `new in ${definition.file}${renamed}` }];
    }
    if (nameUnknown)
      warnings.push(unknownName(nameUnknown, "If it was renamed, the old deployment is still there."));
    if (old.definition.fingerprint !== definition.fingerprint) {
      const values = differingValues(old.definition, definition).join(", ") || "its definition";
      const beside = cause ? `; ${cause.kind}: ${cause.reason}` : "";
      return [{ ...found, change: "modified", reason: `${values} changed${beside}` }];
    }
    const reason = cause?.reason ?? everything;
    return reason === null ? [] : [{ ...found, change: "affected", reason }];
  });

  for (const old of isHeadBroken ? [] : base) {
    const { definition, flowName } = old;
    if (flowName === null) {
      const paired = headById.has(idOf(definition));
      if (!paired) warnings.push(unknownName(old, "It left the file, but can't be listed as removed."));
      continue;
    }
    if (headByKey.has(keyOf(old))) continue;
    const now = headById.get(idOf(definition));
    const reason = now ? `the flow was renamed to ${now.flowName}` : `no longer in ${definition.file}`;
    const { name, location } = definition;
    deployments.push({ key: keyOf(old), flowName, name, change: "removed", reason, chain: [], location });
  }
  return { deployments: byKey(deployments), warnings };
}

/** In the order of their keys. */
export function byKey(deployments: readonly DetectedDeployment[]): DetectedDeployment[] {
  return deployments.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function keyOf({
  flowName,
  definition,
}: {
  flowName: string | null;
  definition: DeploymentDefinition;
}): string {
  return `${flowName}/${definition.name}`;
}

/** What changed behind a deployment whose definition may be the same: its code, else a file that it depends on besides. */
function causeOf(
  { chain, input }: HeadDeployment,
  isGone: (file: string) => boolean,
): { kind: "code" | "input"; chain: readonly string[]; reason: string } | null {
  if (chain) return { kind: "code", chain, reason: describeChain(chain, isGone) };
  if (!input) return null;
  const path = [input.path];
  return { kind: "input", chain: path, reason: `${describeChain(path, isGone)} (${input.because})` };
}

function describeChain(chain: readonly string[], isGone: (file: string) => boolean): string {
  const last = chain.at(-1) as string;
  return `${chain.join(" -> ")}${isGone(last) ? " (deleted)" : ""}`;
}

function unknownName({ definition, faults }: BaseDeployment, consequence: string): Fault {
  const why = faults.map(({ message }) => message).join(" ");
  return {
    code: "base-flow-unknown",
    message: `What the flow of the deployment ${definition.name} was called at the base can't be told. ${why}`,
    location: definition.location,
    fix: `${consequence} Look for it on the server.`,
  };
}
