import type { Facts, Known } from "#doctor";
import { recordTarget } from "../record-target.ts";
import { openSource } from "../source.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import { gatherClones } from "./gather-clones.ts";
import { gatherFiles } from "./gather-files.ts";
import { gatherImages } from "./gather-images.ts";
import { gatherLive, gatherRecords } from "./gather-live.ts";
import { gatherNames, gatherPools } from "./gather-pools.ts";
import { clockOf, gatherRights, NO_SERVER, reachServer, UNREACHED } from "./gather-server.ts";

/**
 * Finds out everything that the checks judge, once. It writes nothing, on no server: what a role may write is asked by
 * requests that change something which is not there (see `Permissions.refusal`).
 */
export async function gatherFacts(options: DoctorOptions, now: Date): Promise<Facts> {
  const repository = await openSource(options);
  const { reach, client } = await reachServer(options);
  const files = await gatherFiles(options, repository, client);
  const { deployments } = files;
  const clones = await gatherClones(options.run, deployments, client);
  const lacks = { lacks: "value" in reach ? UNREACHED : NO_SERVER };
  if (client === null)
    return { ...withoutServer(lacks), reach, files: { value: files }, clones: { value: clones } };
  const version = "value" in reach ? reach.value.version : null;
  const [rights, { facts: pools, pools: templates }, names, kept] = await Promise.all([
    gatherRights(client),
    gatherPools(client, deployments),
    gatherNames(client, deployments),
    gatherRecords(client, recordTarget({ ...options, scope: undefined, namePrefix: undefined }, repository)),
  ]);
  const [live, images] = await Promise.all([
    gatherLive(client, kept, version, now),
    gatherImages(options.run, deployments, templates, options.platform),
  ]);
  return {
    reach,
    files: { value: files },
    clones: { value: clones },
    rights: { value: rights },
    pools: { value: pools },
    names: { value: names },
    records: { value: kept.faults },
    live: { value: live },
    images: { value: images },
    clock: clockOf(client),
  };
}

function withoutServer(lacks: { lacks: string }) {
  const none: Known<never> = lacks;
  return { rights: none, pools: none, names: none, records: none, live: none, images: none, clock: none };
}
