import { isObject, type JsonObject } from "#json";
import { type DeployedFiles, described, namesKey, namesScope } from "../commit-target.ts";
import { type Records, refuseNewer } from "../record.ts";
import { RECORD_VERSION } from "../stored-value.ts";
import { variableName } from "../variable-name.ts";
import { type Part, parsePart, partValue } from "./part.ts";

/** Somebody else's inventory of the same server. */
export interface Holder {
  /** How the names of its variables begin. */
  name: string;
  /** Whose it is; null where an earlier release has not told. */
  owner: { repository: string; files: string; scope: string } | null;
}

/** What other inventories of a server hold. */
export interface Holders {
  /** By id of the deployment. */
  ids: ReadonlyMap<string, Holder>;
  /** By `flow-name/deployment-name`, of what others were about to make. */
  pending: ReadonlyMap<string, Holder>;
}

/** What one variable of an inventory tells whoever reads the list of variables, and other scopes. */
export function ownerValue(target: DeployedFiles): JsonObject {
  return { version: RECORD_VERSION, ...ownerOf(target) };
}

/** Whose an inventory is, as its variable tells. */
export function ownerOf(target: DeployedFiles): JsonObject {
  return described({ ...target, scope: namesScope(target) });
}

/**
 * Reads all other inventories of the server. Needed only where something that is not ours is about to be written.
 *
 * @throws FaultError where a newer release has written one
 */
export async function readHolders(server: Records, target: DeployedFiles): Promise<Holders> {
  const ids = new Map<string, Holder>();
  const pending = new Map<string, Holder>();
  for (const { holder, parts } of await readOthers(server, target)) {
    for (const { part } of parts) {
      for (const { id } of part.entries) ids.set(id, holder);
      for (const key of Object.keys(part.pending)) pending.set(key, holder);
    }
  }
  return { ids, pending };
}

/** Takes deployments out of all other inventories of the server, by id and by `flow-name/deployment-name`. */
export async function releaseFromOthers(
  server: Records,
  target: DeployedFiles,
  taken: readonly { id: string; key: string }[],
): Promise<void> {
  const ids = new Set(taken.map(({ id }) => id));
  const keys = new Set(taken.map(({ key }) => key));
  for (const { parts } of await readOthers(server, target)) {
    for (const { name, part } of parts) {
      const entries = part.entries.filter(({ id }) => !ids.has(id));
      const pending = Object.entries(part.pending).filter(([key]) => !keys.has(key));
      const isSame =
        entries.length === part.entries.length && pending.length === Object.keys(part.pending).length;
      if (!isSame)
        await server.variables.set(
          name,
          partValue({ ...part, entries, pending: Object.fromEntries(pending) }),
        );
    }
  }
}

interface Other {
  holder: Holder;
  parts: { name: string; part: Part }[];
}

async function readOthers(server: Records, target: DeployedFiles): Promise<Other[]> {
  const own = variableName(namesKey("inventory", target));
  const owners = new Map<string, Holder["owner"]>();
  const parts: { name: string; part: Part }[] = [];
  for (const { name, value } of await server.variables.list("inventory-")) {
    const content: unknown = value;
    if (!isObject(content) || name === own || name.startsWith(`${own}-`)) continue;
    refuseNewer(content, name);
    const part = parsePart(content);
    if (part) parts.push({ name, part });
    else owners.set(name, parseOwner(content));
  }
  const others = new Map<string, Other>();
  for (const one of parts) {
    const name = one.name.replace(/-[0-9a-f]{4}$/, "");
    const other = others.get(name) ?? { holder: { name, owner: owners.get(name) ?? null }, parts: [] };
    other.parts.push(one);
    others.set(name, other);
  }
  return [...others.values()];
}

function parseOwner({ repository, files, scope }: JsonObject): Holder["owner"] {
  if (typeof repository !== "string" || typeof files !== "string" || typeof scope !== "string") return null;
  return { repository, files, scope };
}
