import { canonicalRepository } from "#git";
import type { ConfigValue } from "../config-value.ts";

/** What the address of a clone says of whose it is. */
export type Ownership =
  | { is: "own" }
  /** The project's own, by another address than the one it goes by today. */
  | { is: "own-otherwise"; name: string }
  | { is: "another"; name: string }
  /** A placeholder stands there, which only the worker fills. */
  | { is: "unknown" };

/**
 * Whether a clone is of the project's own repository.
 *
 * @param address the `repository` of a git clone step
 * @param own every address of the project's own repository, today's first
 */
export function ownershipOf(address: ConfigValue | undefined, own: readonly string[]): Ownership {
  if (typeof address !== "string" || address.trim() === "" || address.includes("{{"))
    return { is: "unknown" };
  const [current, ...others] = own.map(canonicalRepository);
  const name = canonicalRepository(address);
  if (name === current) return { is: "own" };
  // A folder says nothing of a host: a mirror on the worker's disk bears the repository's name.
  const isFolder = name.startsWith("/") || name.startsWith(".");
  if (isFolder && current !== undefined && lastPart(name) === lastPart(current)) return { is: "own" };
  if (others.includes(name)) return { is: "own-otherwise", name: shown(name) };
  // A host without a dot is a name of ssh's own settings, mostly for a key: the rest of the address tells.
  const isAlias = /^[^./]+\/./.test(name) && name.split("/").length > 2;
  if (isAlias && current !== undefined && pathOf(name) === pathOf(current)) return { is: "own" };
  return { is: "another", name: shown(name) };
}

/** Owner and name: an address at github.com has no host in its canonical form. */
function pathOf(name: string): string {
  const parts = name.split("/");
  return (parts.length > 2 ? parts.slice(1) : parts).join("/");
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** A name that is fit to be read: whatever stands before an @ may be a password. */
function shown(name: string): string {
  return name.slice(name.lastIndexOf("@") + 1);
}
