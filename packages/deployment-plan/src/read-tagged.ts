import type { PrefectClient } from "#prefect-api";
import type { TaggedKeys } from "./selection.ts";

/** Reads which live deployments carry each of the tags; `tagsOf` names those that a selection needs. */
export async function readTagged(client: PrefectClient, tags: readonly string[]): Promise<TaggedKeys> {
  const found = await client.deployments.findByTags(tags);
  const carriers = (tag: string) => found.filter((one) => one.tags.includes(tag)).map(({ key }) => key);
  return new Map(tags.map((tag) => [tag, carriers(tag).sort()]));
}
