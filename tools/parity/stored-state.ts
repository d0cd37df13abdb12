import { isObject, type Json, type JsonObject, jsonText, parseJson } from "#json";
import { ask, readAll } from "./server-state.ts";

/**
 * A stored deployment in comparable form: what a reader or a worker sees of it, without ids and times. Numbers are as
 * the server writes them: 25.0 is not 25.
 */
export interface StoredDeployment {
  deployment: JsonObject;
  schedules: JsonObject[];
  automations: JsonObject[];
}

/** Fields that belong to one server or one moment. */
const PASSING = new Set([
  "id",
  "created",
  "updated",
  "created_by",
  "updated_by",
  "flow_id",
  "work_queue_id",
  "storage_document_id",
  "infrastructure_document_id",
  "global_concurrency_limit",
  "schedules",
  "status",
  "last_polled",
  "labels",
]);

/** Everything that a server holds of its deployments, by `flow-name/deployment-name`. */
export async function readStored(apiUrl: string): Promise<Map<string, StoredDeployment>> {
  const [flows, deployments] = await Promise.all([readAll(apiUrl, "flows"), readAll(apiUrl, "deployments")]);
  const flowNames = new Map(flows.map(({ id, name }) => [id, name]));
  const stored = deployments.map(async (live): Promise<[string, StoredDeployment]> => {
    const id = String(live.id);
    const automations = (await ask(
      apiUrl,
      "GET",
      `automations/related-to/prefect.deployment.${id}`,
    )) as JsonObject[];
    const limit = live.global_concurrency_limit;
    return [
      `${flowNames.get(live.flow_id ?? null)}/${live.name}`,
      {
        deployment: { ...without(live), concurrency_limit: isObject(limit) ? (limit.limit ?? null) : null },
        schedules: inOrder((live.schedules as JsonObject[]).map((schedule) => comparable(schedule, id))),
        automations: inOrder(automations.map((automation) => comparable(automation, id))),
      },
    ];
  });
  return new Map(await Promise.all(stored));
}

function without(live: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(live).filter(([field]) => !PASSING.has(field)));
}

const IDENTITIES = new Set(["id", "created", "updated", "deployment_id", "account", "workspace"]);

/**
 * A schedule or an automation without ids and times. An anchor or a DTSTART of the last hours is the moment of the
 * deploy, which the server takes where the file names none.
 */
function comparable(value: JsonObject, deploymentId: string): JsonObject {
  return parseJson(jsonText(withoutIdentity(value)).replaceAll(deploymentId, "its deployment")) as JsonObject;
}

function withoutIdentity(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutIdentity);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !IDENTITIES.has(field))
      .map(([field, inner]) => {
        if (field === "anchor_date" && isRecent(String(inner))) return [field, "now"];
        if (field !== "rrule") return [field, withoutIdentity(inner)];
        return [field, String(inner).replace(/DTSTART:(\d{8}T\d{6})\n/, (whole) => recentStart(whole))];
      }),
  );
}

function recentStart(line: string): string {
  const [, year, month, day] = /DTSTART:(\d{4})(\d{2})(\d{2})T/.exec(line) ?? [];
  return isRecent(`${year}-${month}-${day}T23:59:59Z`) ? "DTSTART:now\n" : line;
}

function isRecent(time: string): boolean {
  return Math.abs(Date.now() - Date.parse(time)) < 48 * 3600 * 1000;
}

/** Lists that the server keeps in no order. */
function inOrder(values: JsonObject[]): JsonObject[] {
  return values.sort((one, other) => jsonText(one).localeCompare(jsonText(other)));
}
