import type { Automation, PrefectClient } from "#prefect-api";

/** Up to so many deployments are asked for their automations one by one, whatever the server has. */
const ASKED_ONE_BY_ONE = 10;
/** A page of automations, unless a server is set otherwise. */
const PAGE = 200;

/**
 * Every automation that has to do with one of the deployments, and maybe others. For many deployments all automations
 * of the server are read, where that takes fewer requests.
 *
 * @param count tells how many automations the server has
 */
export async function readAutomations(
  client: PrefectClient,
  deploymentIds: readonly string[],
  count: () => Promise<number> = () => client.automations.count(),
): Promise<Automation[]> {
  if (deploymentIds.length > ASKED_ONE_BY_ONE && (await count()) < PAGE * deploymentIds.length)
    return client.automations.list();
  const found = await Promise.all(deploymentIds.map((id) => client.automations.relatedToDeployment(id)));
  return [...new Map(found.flat().map((automation) => [automation.id, automation])).values()];
}
