import { FaultError } from "#diagnostics";

/** What stands behind an API address. */
export type ServerKind = "cloud" | "self-hosted";

export interface ApiAddress {
  /** Without a slash at its end, such as `http://127.0.0.1:4200/api`. */
  url: string;
  kind: ServerKind;
  /** How the address was made of the given one, where it differs. */
  note: string | null;
}

const CLOUD_API = "api.prefect.cloud";
const CLOUD_UI = "app.prefect.cloud";
const CLOUD_FIX =
  "Give the workspace's address, https://app.prefect.cloud/account/<id>/workspace/<id>, or its API address, https://api.prefect.cloud/api/accounts/<id>/workspaces/<id>.";

/**
 * The API address that a user means. An address of Cloud's UI becomes the API address of its workspace; a
 * self-hosted address without a path, or the dashboard's, gets Prefect's usual `/api`; any other path is taken as
 * it is, since a server can be told to serve its API there (PREFECT_SERVER_API_BASE_PATH).
 */
export function apiAddress(given: string, source: string): ApiAddress {
  const text = given.trim();
  const url = parse(text, source);
  const path = url.pathname.replace(/\/+$/, "");
  if (url.hostname === CLOUD_UI) {
    const [, account, workspace] = /^\/account\/([^/]+)\/workspace\/([^/]+)/.exec(path) ?? [];
    if (!account || !workspace)
      throw fault(`${source} is an address of Prefect Cloud without a workspace.`, CLOUD_FIX);
    const api = `https://${CLOUD_API}/api/accounts/${account}/workspaces/${workspace}`;
    return {
      url: api,
      kind: "cloud",
      note: `The workspace's address was turned into its API address ${api}.`,
    };
  }
  if (url.hostname === CLOUD_API) {
    if (!/^\/api\/accounts\/[^/]+\/workspaces\/[^/]+$/.test(path))
      throw fault(`${source} is an API address of Prefect Cloud without a workspace.`, CLOUD_FIX);
    return { url: `https://${CLOUD_API}${path}`, kind: "cloud", note: null };
  }
  if (path === "" || path === "/dashboard") {
    const api = `${url.origin}/api`;
    return { url: api, kind: "self-hosted", note: `The API is taken to be at ${api}.` };
  }
  return { url: `${url.origin}${path}`, kind: "self-hosted", note: null };
}

function parse(text: string, source: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw fault(`${source} is not an address.`, "It must begin with https:// or http://.");
  const url = new URL(text);
  if (url.username || url.password)
    throw fault(
      `${source} holds a user name or password.`,
      "Take them out of the address and give user:password as prefect-auth-string.",
    );
  return url;
}

function fault(message: string, fix: string): FaultError {
  return new FaultError({ code: "connection-invalid", message, fix });
}
