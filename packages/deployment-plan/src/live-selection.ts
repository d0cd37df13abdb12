import type { Deployment, PrefectClient } from "#prefect-api";
import { means, parseSelector, type Selector } from "./selector.ts";

/** Live deployments that a user selected. */
export interface LiveSelection {
  /** Each once, in the order of the selectors; those of one selector by name. */
  deployments: Deployment[];
  /** Selectors that mean nothing on the server. */
  missing: string[];
}

/** Finds the live deployments that selectors mean; see {@link Selector}. */
export async function selectLive(
  client: PrefectClient,
  selectors: readonly string[],
): Promise<LiveSelection> {
  const wanted = [...new Set(selectors)].map(parseSelector);
  const found = (await readMeant(client, wanted)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const meant = wanted.map((one) => ({ one, deployments: found.filter((live) => meansLive(one, live)) }));
  return {
    deployments: [...new Set(meant.flatMap(({ deployments }) => deployments))],
    missing: meant.flatMap(({ one, deployments }) => (deployments.length === 0 ? [one.text] : [])),
  };
}

/** The live deployments that selectors may mean; {@link meansLive} tells which each of them does. */
export async function readMeant(client: PrefectClient, wanted: readonly Selector[]): Promise<Deployment[]> {
  const pairs: { flowName: string; name: string }[] = [];
  const names: string[] = [];
  const tags: string[] = [];
  for (const selector of wanted) {
    if (selector.kind === "tag") tags.push(selector.tag);
    if (selector.kind !== "key") continue;
    const { flow, name } = selector;
    if (name.exact === undefined) continue;
    if (flow?.exact !== undefined) pairs.push({ flowName: flow.exact, name: name.exact });
    else names.push(name.exact);
  }
  // A pattern may mean any.
  const isOpen = wanted.some(
    (one) => one.kind === "all" || (one.kind === "key" && one.name.exact === undefined),
  );
  const found = await Promise.all([
    isOpen ? client.deployments.list() : [],
    pairs.length > 0 ? client.deployments.findByNames(pairs) : [],
    names.length > 0 ? client.deployments.findByDeploymentNames(names) : [],
    client.deployments.findByTags(tags),
  ]);
  return [...new Map(found.flat().map((deployment) => [deployment.id, deployment])).values()];
}

/** Whether a live deployment is meant. */
export function meansLive(selector: Selector, deployment: Deployment): boolean {
  return selector.kind === "tag" ? deployment.tags.includes(selector.tag) : means(selector, deployment.key);
}
