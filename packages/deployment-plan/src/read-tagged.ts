import type { PrefectClient } from "#prefect-api";
import type { TaggedKeys } from "./selection.ts";

/** Reads which live deployments carry each of the tags; `tagsOf` names those that a selection needs. */
export async function readTagged(client: PrefectClient, tags: readonly string[]): Promise<TaggedKeys> {
  const found = tags.map(async (tag) => {
    const deployments = await client.deployments.findByTag(tag);
    return [tag, deployments.map(({ key }) => key).sort()] as const;
  });
  return new Map(await Promise.all(found));
}
