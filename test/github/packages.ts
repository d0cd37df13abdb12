import { example } from "./api-description.ts";
import { type ApiRequest, type Handler, type Handlers, notFound, page } from "./handler.ts";

const list =
  (kind: "org" | "user"): Handler =>
  (request) => {
    const found = packageOf(kind, request);
    if (!found) return notFound();
    const { org, username, package_name: name = "" } = request.parameters;
    const path = `/${kind}s/${org ?? username}/packages/container/${encodeURIComponent(name)}/versions`;
    const [sample] = example("package-versions-for-org") as object[];
    const rows = found.versions.map(({ id, digest, tags }) => ({
      ...sample,
      id,
      name: digest,
      metadata: { package_type: "container", container: { tags } },
    }));
    return page(request, path, rows);
  };

const remove =
  (kind: "org" | "user"): Handler =>
  (request) => {
    const found = packageOf(kind, request);
    const id = Number(request.parameters.package_version_id);
    if (!found?.versions.some((version) => version.id === id)) return notFound();
    found.versions = found.versions.filter((version) => version.id !== id);
    return { status: 204 };
  };

function packageOf(kind: "org" | "user", { repository, parameters }: ApiRequest) {
  const owner = parameters.org ?? parameters.username;
  const found = repository.packages.get(`${owner}/${parameters.package_name}`);
  return found?.owner === kind ? found : undefined;
}

/** Packages that a test put into `repository.packages`. */
export const packages: Handlers = {
  "packages/get-all-package-versions-for-package-owned-by-org": list("org"),
  "packages/get-all-package-versions-for-package-owned-by-user": list("user"),
  "packages/delete-package-version-for-org": remove("org"),
  "packages/delete-package-version-for-user": remove("user"),
};
