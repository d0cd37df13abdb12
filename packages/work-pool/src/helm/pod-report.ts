import type { HelmRequest } from "../request.ts";
import { tryCommand } from "./cluster-command.ts";

interface Pod {
  metadata: { name: string };
  status?: {
    phase?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}
interface ContainerStatus {
  name: string;
  state?: { waiting?: Reason; terminated?: Reason & { exitCode?: number } };
}
interface Reason {
  reason?: string;
  message?: string;
}
interface Event {
  type?: string;
  reason?: string;
  message?: string;
  involvedObject: { name?: string };
}

const LOG_LINES = 20;

/**
 * Why the release's pods are not ready: their conditions, warnings of their events, and the last lines of their
 * logs. What can't be read is left out: this is told on top of another failure.
 */
export async function podReport(request: HelmRequest, selector: string): Promise<string[]> {
  const pods = await list<Pod>(request, ["pods", "--selector", selector]);
  const events = await list<Event>(request, ["events", "--field-selector", "involvedObject.kind=Pod"]);
  const unready = pods.filter((pod) => !isReady(pod));
  // A worker that doesn't come online although its pod is ready says why in its log.
  const shown = unready.length > 0 ? unready : pods;
  const reports = await Promise.all(
    shown.map(async (pod) => {
      const { name } = pod.metadata;
      const warnings = events
        .filter(({ involvedObject, type }) => involvedObject.name === name && type === "Warning")
        .map(({ reason, message }) => `event ${reason}: ${message}`);
      return [
        `Pod ${name} (${pod.status?.phase})`,
        ...statesOf(pod),
        ...warnings,
        ...(await logOf(request, name)),
      ];
    }),
  );
  return reports.flat();
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

function statesOf({ status }: Pod): string[] {
  const conditions = (status?.conditions ?? [])
    .filter(({ status, message }) => status === "False" && message)
    .map(({ type, message }) => `not ${type}: ${message}`);
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
    ({ name, state }) => {
      const why = state?.waiting ?? state?.terminated;
      return why?.reason && why.reason !== "Completed"
        ? [`container ${name}: ${[why.reason, why.message].filter(Boolean).join(": ")}`]
        : [];
    },
  );
  return [...conditions, ...containers];
}

async function logOf(request: HelmRequest, pod: string): Promise<string[]> {
  const args = ["logs", pod, "--all-containers", "--prefix", "--tail", String(LOG_LINES)];
  const { exitCode, stdout } = await tryCommand(request, "kubectl", args);
  return exitCode === 0
    ? stdout
        .trimEnd()
        .split("\n")
        .filter(Boolean)
        .map((line) => `log ${line}`)
    : [];
}

async function list<T>(request: HelmRequest, what: readonly string[]): Promise<T[]> {
  const { exitCode, stdout } = await tryCommand(request, "kubectl", ["get", ...what, "--output", "json"]);
  return exitCode === 0 ? (JSON.parse(stdout) as { items: T[] }).items : [];
}
