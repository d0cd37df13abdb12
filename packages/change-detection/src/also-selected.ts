import { candidatesOf } from "./candidates.ts";
import { readHead } from "./definitions.ts";
import type { DetectedDeployment } from "./detected-changes.ts";
import type { DetectionRequest } from "./detection-request.ts";
import { flowNames, nameHead, readFlowName } from "./flow-names.ts";

/**
 * The deployments that are selected whatever git says (`request.also`), apart from those that were found already: what
 * the head defines of them counts as affected, the rest as removed, unless
 * something of the head can't be read: they may stand in it.
 *
 * @throws FaultError with what is wrong with the definitions of those
 */
export async function alsoSelected(
  request: DetectionRequest,
  found: readonly DetectedDeployment[],
  isHeadBroken: boolean,
): Promise<DetectedDeployment[]> {
  const known = new Set(found.map(({ key }) => key));
  const missing = [...(request.also ?? [])].filter(([key]) => !known.has(key));
  if (missing.length === 0) return [];
  const defined = await definedAtHead(
    request,
    missing.map(([key]) => key),
  );
  return missing.flatMap(([key, reason]): DetectedDeployment[] => {
    const own = defined.get(key);
    if (own) return [{ ...own, change: "affected", reason, chain: [] }];
    if (isHeadBroken) return [];
    const location = { file: request.prefectFiles[0] ?? "" };
    return [{ ...split(key), key, change: "removed", reason, chain: [], location }];
  });
}

/** Finding out a flow's name needs its source: only those are asked whose own name is one of those wanted. */
async function definedAtHead(request: DetectionRequest, keys: readonly string[]) {
  const tree = request.repository.treeAt(request.head);
  const { definitions } = await readHead(tree, request);
  const names = new Set(keys.map((key) => split(key).name));
  const wanted = definitions.filter(({ name }) => names.has(name));
  const named = await nameHead(candidatesOf(wanted), flowNames(tree, request.readFlowName ?? readFlowName));
  return new Map(
    named.map(({ definition: { name, location }, flowName }) => {
      const key = `${flowName}/${name}`;
      return [key, { key, flowName, name, location }];
    }),
  );
}

function split(key: string): { flowName: string; name: string } {
  const slash = key.indexOf("/");
  return { flowName: key.slice(0, slash), name: key.slice(slash + 1) };
}
