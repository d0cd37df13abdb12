import { existsSync } from "node:fs";
import type { RunCommand } from "#command";
import type { CloneFacts } from "#doctor";
import { remoteAccess } from "#git";
import { isObject, type Json } from "#json";
import type { PrefectClient } from "#prefect-api";
import { type DesiredDeployment, serverNames } from "#prefect-project";

/** `git_clone` under each of its names. */
const GIT_CLONE = /\.steps\.(?:pull\.)?a?git_clone$/;

interface Wanted {
  address: string;
  branch: string | null;
  token: Json | undefined;
  deployments: Set<string>;
}

/**
 * Whether the repositories that pull steps clone can be read: each address, branch and token is tried once, and nothing is
 * fetched. What only a worker has (its ssh keys, its disk, credentials that are no token) is not tried.
 */
export async function gatherClones(
  run: RunCommand,
  deployments: readonly DesiredDeployment[],
  client: PrefectClient | null,
): Promise<CloneFacts[]> {
  const wanted = new Map<string, Wanted>();
  for (const { key, fields } of deployments) {
    for (const step of fields.pull_steps ?? []) {
      for (const [name, args] of Object.entries(step)) {
        if (!GIT_CLONE.test(name) || !isObject(args) || typeof args.repository !== "string") continue;
        const branch = typeof args.branch === "string" ? args.branch : null;
        const token = args.access_token ?? args.credentials;
        const id = JSON.stringify([args.repository, branch, token]);
        const known = wanted.get(id) ?? { address: args.repository, branch, token, deployments: new Set() };
        known.deployments.add(key);
        wanted.set(id, known);
      }
    }
  }
  return Promise.all([...wanted.values()].map((one) => tryClone(run, one, client)));
}

async function tryClone(run: RunCommand, wanted: Wanted, client: PrefectClient | null): Promise<CloneFacts> {
  const { address, branch, token: given, deployments } = wanted;
  const facts = { address: withoutUser(address), branch, deployments: [...deployments] };
  const untried = (why: string): CloneFacts => ({ ...facts, tried: { kind: "untried", why } });
  if (address.includes("{{") || branch?.includes("{{")) return untried("the worker fills it in");
  if (!/^https?:\/\//.test(address) && !existsSync(address)) return untried("only the worker can reach it");
  const token = await tokenOf(given, client);
  if (token === null) return untried("its credentials are no token that can be read here");
  const access = await remoteAccess(run, address, branch, token);
  if (access.kind === "there") return { ...facts, tried: { kind: "cloned" } };
  if (access.kind !== "refused") return { ...facts, tried: access };
  return { ...facts, tried: { ...access, hadCredentials: token !== undefined } };
}

/** The token of a step; undefined where it has none, null where it can't be told. */
async function tokenOf(
  given: Json | undefined,
  client: PrefectClient | null,
): Promise<string | null | undefined> {
  if (given === undefined || given === null || given === "") return undefined;
  const [name, ...more] = serverNames(given);
  if (name === undefined) return typeof given === "string" && !given.includes("{{") ? given : null;
  if (client === null || name.kind !== "block" || more.length > 0) return null;
  const data = (await client.blocks.find(name.type, name.name))?.data;
  const value = data?.[name.keys ?? "value"] ?? data?.token;
  return typeof value === "string" && value !== "" ? value : null;
}

function withoutUser(address: string): string {
  return address.replace(/^([a-z]+:\/\/)[^/@]*@/, "$1");
}
