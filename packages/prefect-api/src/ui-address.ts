import type { Connection } from "./connection.ts";

const CLOUD_WORKSPACE = /\/api\/accounts\/([^/]+)\/workspaces\/([^/]+)$/;

/**
 * Page of a server's UI that lists its deployments; undefined where the address of the API does not tell of a UI (one
 * that does not end in `/api`).
 *
 * @param tag that all of them carry; all deployments unless given. Both of Prefect's UIs are told it, each in its way:
 *   `deployments.tags.name` (prefect-ui-library's filters) and `tags` as JSON (ui-v2's route)
 */
export function deploymentsPage({ apiUrl, kind }: Pick<Connection, "apiUrl" | "kind">, tag?: string) {
  const ui = uiOf({ apiUrl, kind });
  if (ui === undefined) return undefined;
  const filter = new URLSearchParams(
    tag === undefined ? {} : { "deployments.tags.name": tag, tags: JSON.stringify([tag]) },
  ).toString();
  return `${ui}/deployments${filter === "" ? "" : `?${filter}`}`;
}

/** Page of a server's UI that shows a run, as both of Prefect's UIs have it; undefined as for {@link deploymentsPage}. */
export function flowRunPage(connection: Pick<Connection, "apiUrl" | "kind">, id: string): string | undefined {
  const ui = uiOf(connection);
  return ui && `${ui}/runs/flow-run/${id}`;
}

function uiOf({ apiUrl, kind }: Pick<Connection, "apiUrl" | "kind">): string | undefined {
  return kind === "cloud" ? cloudPage(apiUrl) : ownPage(apiUrl);
}

function cloudPage(apiUrl: string): string | undefined {
  const [, account, workspace] = CLOUD_WORKSPACE.exec(apiUrl) ?? [];
  return account && workspace && `https://app.prefect.cloud/account/${account}/workspace/${workspace}`;
}

/** A server serves its UI beside its API. */
function ownPage(apiUrl: string): string | undefined {
  return apiUrl.endsWith("/api") ? apiUrl.slice(0, -"/api".length) : undefined;
}
