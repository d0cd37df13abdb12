import { connectionFromInputs, PrefectClient } from "#prefect-api";

/** A stored deployment in comparable form: what a reader or a worker sees of it, without ids and times. */
export interface StoredDeployment {
  deployment: { [field: string]: unknown };
  schedules: object[];
  automations: object[];
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
  const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
  const deployments = await prefect.deployments.list();
  const stored = deployments.map(async (live) => {
    const automations = await prefect.automations.relatedToDeployment(live.id);
    const limit = (live as { global_concurrency_limit?: { limit: number } | null }).global_concurrency_limit;
    return [
      live.key,
      {
        deployment: { ...without(live), concurrency_limit: limit?.limit ?? null },
        schedules: inOrder(live.schedules.map((schedule) => comparable(schedule, live.id))),
        automations: inOrder(automations.map((automation) => comparable(automation, live.id))),
      },
    ] as const;
  });
  return new Map(await Promise.all(stored));
}

function without(live: object): { [field: string]: unknown } {
  return Object.fromEntries(Object.entries(live).filter(([field]) => !PASSING.has(field)));
}

/**
 * A schedule or an automation without ids and times. An anchor or a DTSTART of the last hours is the moment of the
 * deploy, which the server takes where the file names none.
 */
function comparable(value: object, deploymentId: string): object {
  const text = JSON.stringify(value, (field, inner: unknown) => {
    if (["id", "created", "updated", "deployment_id", "account", "workspace"].includes(field))
      return undefined;
    if (field === "anchor_date" && isRecent(String(inner))) return "now";
    if (field === "rrule")
      return String(inner).replace(/DTSTART:(\d{8}T\d{6})\n/, (whole) => recentStart(whole));
    return inner;
  });
  return JSON.parse(text.replaceAll(deploymentId, "its deployment"));
}

function recentStart(line: string): string {
  const [, year, month, day] = /DTSTART:(\d{4})(\d{2})(\d{2})T/.exec(line) ?? [];
  return isRecent(`${year}-${month}-${day}T23:59:59Z`) ? "DTSTART:now\n" : line;
}

function isRecent(time: string): boolean {
  return Math.abs(Date.now() - Date.parse(time)) < 48 * 3600 * 1000;
}

/** Lists that the server keeps in no order. */
function inOrder(values: object[]): object[] {
  return values.sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}
