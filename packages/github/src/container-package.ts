import type { GitHub } from "./client.ts";
import { isAbsent } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";

/** One manifest in GitHub's registry: an image, an index of images, or a part of one. */
export interface ContainerVersion {
  id: number;
  /** `sha256:...` */
  digest: string;
  tags: string[];
}

/** A package of GitHub's registry. */
export interface ContainerPackage {
  versions: ContainerVersion[];
  /** @throws FaultError where GitHub refuses */
  delete(version: ContainerVersion): Promise<void>;
}

const ROUTES = {
  organisation: "/orgs/{owner}/packages/container/{name}/versions",
  user: "/users/{owner}/packages/container/{name}/versions",
} as const;

const PERMISSION = "packages: write";
const ACCESS =
  "Give the job `permissions: packages: write`, and in the package's settings, “Manage Actions access”, this repository the role Admin.";

/**
 * A package with all its versions. Whether its owner is an organisation or a user is found out by asking for it.
 *
 * @param name path after the owner: `platform/flows` of `ghcr.io/acme/platform/flows`
 * @throws FaultError where GitHub has no such package, or none that the token can see
 */
export async function containerPackage(
  github: GitHub,
  owner: string,
  name: string,
): Promise<ContainerPackage> {
  const purpose = (doing: string) => ({
    doing: `${doing} the package ${owner}/${name}`,
    permission: PERMISSION,
    fixes: { 403: ACCESS, 404: ACCESS },
  });
  const read = async (kind: keyof typeof ROUTES) => {
    // A user's list knows no longer pages.
    const size = kind === "organisation" ? { per_page: 100 } : {};
    const rows = (await github.paginate(`GET ${ROUTES[kind]}`, { owner, name, ...size })) as Row[];
    return { route: ROUTES[kind], rows };
  };
  try {
    const { route, rows } = await read("organisation").catch((error: unknown) => {
      if (isAbsent(error)) return read("user");
      throw error;
    });
    return {
      versions: rows.map(asVersion),
      delete: async ({ id }) => {
        try {
          await github.request(`DELETE ${route}/{id}`, { owner, name, id });
        } catch (error) {
          // Another run was faster.
          if (!isAbsent(error)) throw gitHubFault(error, purpose("delete a version of"));
        }
      },
    };
  } catch (error) {
    throw gitHubFault(error, purpose("list"));
  }
}

interface Row {
  id: number;
  name: string;
  metadata?: { container?: { tags?: string[] } };
}

function asVersion({ id, name, metadata }: Row): ContainerVersion {
  return { id, digest: name, tags: metadata?.container?.tags ?? [] };
}
