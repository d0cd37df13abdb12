import { setTimeout as sleep } from "node:timers/promises";
import { type Json, type JsonObject, parseJson } from "#json";

/** Empties a server of what a deploy has made: deployments with their flows and automations. */
export async function removeDeployments(apiUrl: string): Promise<void> {
  for (const kind of ["automations", "deployments", "flows"]) await removeAll(apiUrl, kind);
}

/** Empties a server of what deployments of a repository named. */
export async function removeNamedParts(apiUrl: string): Promise<void> {
  await removeAll(apiUrl, "variables");
  await removeAll(apiUrl, "block_documents");
  await removeAll(apiUrl, "work_pools", "name");
}

async function removeAll(apiUrl: string, kind: string, identifiedBy = "id"): Promise<void> {
  for (;;) {
    const found = (await ask(apiUrl, "POST", `${kind}/filter`, { limit: 200 })) as Record<string, string>[];
    const removable = found.filter(({ name }) => !name?.startsWith("prefect-"));
    if (removable.length === 0) return;
    for (const one of removable) {
      await ask(apiUrl, "DELETE", `${kind}/${encodeURIComponent(one[identifiedBy] ?? "")}`);
    }
  }
}

/** Every row of a kind that a server has. */
export async function readAll(apiUrl: string, kind: string): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for (;;) {
    const page = (await ask(apiUrl, "POST", `${kind}/filter`, {
      limit: 200,
      offset: rows.length,
    })) as JsonObject[];
    if (page.length === 0) return rows;
    rows.push(...page);
  }
}

/** Asks a server; the numbers of its answer are as it wrote them. */
export async function ask(apiUrl: string, method: string, path: string, body?: object): Promise<Json> {
  let response: Response;
  // A server on SQLite answers 503 while it is busy.
  for (let attempt = 1; ; attempt += 1) {
    response = await fetch(`${apiUrl}/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status !== 503 || attempt === 10) break;
    await sleep(attempt * 100);
  }
  if (response.status === 404 && method === "DELETE") return null;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : parseJson(await response.text());
}
