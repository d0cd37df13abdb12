import type { Facts, FileFacts } from "#doctor";
import type { Repository } from "#git";
import type { PrefectClient } from "#prefect-api";
import { recordTarget } from "../record-target.ts";
import { openSource } from "../source.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import { gatherClones } from "./gather-clones.ts";
import { gatherFiles } from "./gather-files.ts";
import { gatherGitHub } from "./gather-github.ts";
import { gatherImages } from "./gather-images.ts";
import { gatherLive, gatherRecords } from "./gather-live.ts";
import { gatherNames, gatherPools } from "./gather-pools.ts";
import { clockOf, gatherRights, NO_SERVER, reachServer, UNREACHED } from "./gather-server.ts";
import { gatherWorkflows } from "./gather-workflows.ts";

/**
 * Finds out everything that the checks judge, once. It writes nothing, on no server: what a role may write is asked by
 * requests that change something which is not there (see `Permissions.refusal`).
 */
export async function gatherFacts(options: DoctorOptions, now: Date): Promise<Facts> {
  const repository = await openSource(options);
  const { reach, client } = await reachServer(options);
  const [files, workflows] = await Promise.all([
    gatherFiles(options, repository, client),
    gatherWorkflows(repository.workingTree(), options.suite),
  ]);
  const [clones, ofServer] = await Promise.all([
    gatherClones(options.run, files.deployments, client),
    client
      ? gatherServer(options, repository, client, files, now)
      : withoutServer({ lacks: "value" in reach ? UNREACHED : NO_SERVER }),
  ]);
  const images = "value" in ofServer.images ? ofServer.images.value : [];
  const ofGitHub = await gatherGitHub(options, repository.remoteUrl, workflows, images);
  return {
    ...{ reach, files: { value: files }, clones: { value: clones }, workflows: { value: workflows } },
    ...ofServer,
    ...ofGitHub,
  };
}

type ServerFacts = Pick<Facts, "rights" | "pools" | "names" | "records" | "live" | "images" | "clock">;

async function gatherServer(
  options: DoctorOptions,
  repository: Pick<Repository, "remoteUrl">,
  client: PrefectClient,
  { deployments }: FileFacts,
  now: Date,
): Promise<ServerFacts> {
  const target = recordTarget({ ...options, scope: undefined, namePrefix: undefined }, repository);
  const [version, rights, { facts: pools, pools: templates }, names, kept] = await Promise.all([
    client.server.version(),
    gatherRights(client),
    gatherPools(client, deployments),
    gatherNames(client, deployments),
    gatherRecords(client, target),
  ]);
  const [live, images] = await Promise.all([
    gatherLive(client, kept, version, now),
    gatherImages(options.run, deployments, templates, options.platform),
  ]);
  return {
    rights: { value: rights },
    pools: { value: pools },
    names: { value: names },
    records: { value: kept.faults },
    live: { value: live },
    images: { value: images },
    clock: clockOf(client),
  };
}

function withoutServer(none: { lacks: string }): ServerFacts {
  return { rights: none, pools: none, names: none, records: none, live: none, images: none, clock: none };
}
