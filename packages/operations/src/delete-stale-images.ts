import { FaultError, type Reporter } from "#diagnostics";
import { type Credentials, type ImageName, manifestsWithin, pullRequestsOf, staleImages } from "#flow-image";
import {
  type ContainerVersion,
  containerPackage,
  type GitHub,
  type GitHubRepository,
  pullRequestStates,
} from "#github";
import { jsonText } from "#json";
import type { PrefectClient } from "#prefect-api";
import { readTemporary } from "#server-records";

export interface DeleteStaleImagesOptions {
  image: ImageName;
  /** Whose pull requests the images are of. */
  repository: GitHubRepository;
  github: GitHub;
  /** The server whose work pools and deployments may name images. */
  prefect: PrefectClient;
  /** Log-in at the registry, which tells what an image consists of. */
  credentials: Credentials | undefined;
  planOnly: boolean;
  reporter: Reporter;
}

export interface DeletedImages {
  /** With their tags; in a plan those that would be. */
  deleted: ContainerVersion[];
  /** Of closed pull requests, and named by a work pool or a deployment. */
  inUse: ContainerVersion[];
}

/**
 * Deletes the images of closed pull requests from GitHub's registry, with the parts that only they consist of. What a
 * work pool, a deployment's job variables or another tag names stays. A part goes before the whole, so that whatever a
 * run leaves off the next one finds again by its tags.
 *
 * @throws FaultError before anything is deleted, where GitHub, the registry or the server does not tell what is in use
 */
export async function deleteStaleImages(options: DeleteStaleImagesOptions): Promise<DeletedImages> {
  const { image, repository, github, prefect, planOnly, reporter } = options;
  const [owner = "", ...path] = image.repository.split("/");
  if (path.length === 0) {
    throw new FaultError({
      code: "input-invalid",
      message: `Input \`image\` is ${JSON.stringify(image.name)}, which names no owner.`,
      fix: "Write registry/owner/path, such as `ghcr.io/acme/flows`.",
    });
  }
  const stored = await containerPackage(github, owner, path.join("/"));
  const states = await pullRequestStates(github, repository, pullRequestsOf(stored.versions));
  const named = await textsThatNameImages(prefect);
  const isClosed = (number: number) => states.get(number) === "closed";
  const { stale, inUse } = staleImages(stored.versions, image, isClosed, named);
  const deleted = withoutLastTagged(stale, stored.versions);
  const parts = await partsOf(deleted, stored.versions, options);
  if (!planOnly) {
    for (const version of [...parts, ...deleted]) {
      await stored.delete(version);
      if (version.tags.length > 0) reporter.info(`Deleted ${version.tags.join(", ")} (${version.digest}).`);
    }
  }
  return { deleted, inUse };
}

/** Base job templates, also those that are only set aside for the time of a pull request, and job variables. */
async function textsThatNameImages(prefect: PrefectClient): Promise<string[]> {
  const [pools, deployments] = await Promise.all([prefect.workPools.list(), prefect.deployments.list()]);
  const setAside = await Promise.all(pools.map(({ name }) => readTemporary(prefect, name)));
  return [
    ...pools.map((pool) => jsonText(pool.base_job_template)),
    ...setAside.flatMap((record) => (record ? [jsonText(record.base)] : [])),
    ...deployments.map(({ job_variables: variables }) => jsonText(variables ?? {})),
  ];
}

/** GitHub keeps a package's last tagged version: then the newest one stays. */
function withoutLastTagged(
  stale: readonly ContainerVersion[],
  all: readonly ContainerVersion[],
): ContainerVersion[] {
  const isTaggedStill = all.some((version) => version.tags.length > 0 && !stale.includes(version));
  if (isTaggedStill) return [...stale];
  const newest = Math.max(...stale.map(({ id }) => id));
  return stale.filter(({ id }) => id !== newest);
}

/** The versions without a tag that nothing but these consists of. */
async function partsOf(
  deleted: readonly ContainerVersion[],
  all: readonly ContainerVersion[],
  { image, credentials }: DeleteStaleImagesOptions,
): Promise<ContainerVersion[]> {
  if (deleted.length === 0) return [];
  const tagged = all.filter(({ tags }) => tags.length > 0);
  const within = await manifestsWithin(
    image,
    tagged.map(({ digest }) => digest),
    credentials,
  );
  const digestsOf = (versions: readonly ContainerVersion[]) =>
    new Set(versions.flatMap(({ digest }) => within.get(digest) ?? []));
  const needed = digestsOf(tagged.filter((version) => !deleted.includes(version)));
  const gone = digestsOf(deleted);
  return all.filter(({ tags, digest }) => tags.length === 0 && gone.has(digest) && !needed.has(digest));
}
