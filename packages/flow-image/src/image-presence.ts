import type { RunCommand } from "#command";
import { type Credentials, storedCredentials } from "./docker-credentials.ts";
import { parseReference } from "./image-name.ts";
import { Registry } from "./registry.ts";
import { RegistryError } from "./registry-access.ts";

/** What a registry tells of an image. */
export type ImagePresence =
  | { kind: "there"; platforms: string[] }
  | { kind: "absent" }
  /** The registry shows nothing to these credentials: GHCR says so of what is not there, too. */
  | { kind: "no-access" }
  /** It is no reference, or the registry could not be asked. */
  | { kind: "unknown"; why: string };

/**
 * Looks images up by what is written in a deployment or a template, with what Docker knows of their registries. Each
 * registry is asked with the same connection.
 */
export function imageFinder(run: RunCommand): (written: string) => Promise<ImagePresence> {
  const registry = new Registry((host): Promise<Credentials | undefined> => storedCredentials(host, run));
  return async (written) => {
    const reference = parseReference(written);
    if (!reference) return { kind: "unknown", why: "it is no name of an image." };
    try {
      const manifest = await registry.manifest(reference);
      if (!manifest) return { kind: "absent" };
      return { kind: "there", platforms: await registry.platforms(reference, manifest) };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      return error.reason === "access" ? { kind: "no-access" } : { kind: "unknown", why: error.message };
    }
  };
}
