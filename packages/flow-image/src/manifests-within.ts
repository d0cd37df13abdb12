import type { Credentials } from "./docker-credentials.ts";
import { explainRegistry } from "./failures.ts";
import type { ImageName } from "./image-name.ts";
import { Registry } from "./registry.ts";
import { RegistryError } from "./registry-access.ts";

/** Requests to a registry at the same time. */
const AT_ONCE = 8;

/**
 * The digests that each of these manifests consists of: those of an index' platforms and of BuildKit's attestations.
 * A manifest that is not there has none.
 *
 * @throws FaultError where the registry can't be asked
 */
export async function manifestsWithin(
  name: ImageName,
  digests: readonly string[],
  credentials: Credentials | undefined,
): Promise<Map<string, string[]>> {
  const registry = new Registry(async () => credentials);
  const found = new Map<string, string[]>();
  const left = [...digests];
  const work = async () => {
    for (let digest = left.shift(); digest !== undefined; digest = left.shift()) {
      const manifest = await registry.manifest({ ...name, tag: undefined, digest });
      const { manifests = [] } = JSON.parse(manifest?.body.toString("utf8") ?? "{}") as {
        manifests?: { digest: string }[];
      };
      found.set(
        digest,
        manifests.map((part) => part.digest),
      );
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    throw error instanceof RegistryError ? explainRegistry(error) : error;
  }
  return found;
}
