import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { type Fault, type Location, throwIfAny } from "#diagnostics";
import type { TemplateText } from "../template/template.ts";

/** What the values of the prefect-worker chart say about its worker, with the chart's own defaults filled in. */
export interface WorkerValues {
  workPool: string | undefined;
  /** Type of worker and pool. */
  type: string;
  /** Fixed name of the worker; undefined where each start makes one up. */
  workerName: string | undefined;
  /** `worker.config.baseJobTemplate.configuration`: JSON in a YAML string. */
  template: TemplateText | undefined;
  /** The Prefect Cloud workspace that the worker is for. */
  cloud: { accountId: string; workspaceId: string } | undefined;
  /** Where the worker takes its Prefect credentials from: name and key of a Kubernetes secret. */
  credentialsSecret: { name: string; key: string; kind: "api-key" | "auth-string" } | undefined;
}

interface ValuesFile {
  file: string;
  values: unknown;
  lineOf(path: readonly string[]): number | undefined;
}

const TEMPLATE_PATH = ["worker", "config", "baseJobTemplate", "configuration"];

/** Reads values files, later ones over earlier ones as Helm does. Throws a FaultError for what can't be read. */
export async function readWorkerValues(paths: readonly string[]): Promise<WorkerValues> {
  const faults: Fault[] = [];
  const files = await Promise.all(paths.map((path) => readValuesFile(path, faults)));
  throwIfAny(faults);
  const found = (...path: string[]) => lookUp(files, path);
  const text = (...path: string[]) => asText(found("worker", ...path)?.value);
  const template = readTemplate(found(...TEMPLATE_PATH), faults);
  throwIfAny(faults);
  const apiConfig = text("apiConfig") ?? "cloud";
  return {
    workPool: text("config", "workPool"),
    type: text("config", "type") ?? "kubernetes",
    workerName: text("config", "name"),
    template,
    cloud:
      apiConfig === "cloud"
        ? {
            accountId: text("cloudApiConfig", "accountId") ?? "",
            workspaceId: text("cloudApiConfig", "workspaceId") ?? "",
          }
        : undefined,
    credentialsSecret: readCredentialsSecret(apiConfig, text, found),
  };
}

/** Values that set nothing but the pool and its template; given to Helm after the user's own files. */
export function overridingValues(workPool: string, configuration: string | undefined): string {
  const baseJobTemplate = configuration === undefined ? {} : { baseJobTemplate: { configuration } };
  return JSON.stringify({ worker: { config: { workPool, ...baseJobTemplate } } });
}

function readCredentialsSecret(
  apiConfig: string,
  text: (...path: string[]) => string | undefined,
  found: (...path: string[]) => Found | undefined,
): WorkerValues["credentialsSecret"] {
  if (apiConfig === "selfHostedServer") {
    const basicAuth = ["selfHostedServerApiConfig", "basicAuth"];
    const name = text(...basicAuth, "existingSecret");
    const isEnabled = found("worker", ...basicAuth, "enabled")?.value === true;
    return name && isEnabled ? { name, key: "auth-string", kind: "auth-string" } : undefined;
  }
  const section = apiConfig === "cloud" ? "cloudApiConfig" : "customerManagedCloudApiConfig";
  return {
    name: text(section, "apiKeySecret", "name") ?? "prefect-api-key",
    key: text(section, "apiKeySecret", "key") ?? "key",
    kind: "api-key",
  };
}

function readTemplate(found: Found | undefined, faults: Fault[]): TemplateText | undefined {
  if (found === undefined || found.value === null || found.value === "") return undefined;
  if (typeof found.value === "string") return { text: found.value, location: found.location };
  faults.push({
    code: "values-file-invalid",
    message: `\`${TEMPLATE_PATH.join(".")}\` is no text.`,
    location: found.location,
    fix: "Write the template as JSON in a block: `configuration: |`.",
  });
  return undefined;
}

interface Found {
  value: unknown;
  location: Location;
}

/** The value that Helm would take: the last file's that has the path. */
function lookUp(files: readonly ValuesFile[], path: readonly string[]): Found | undefined {
  for (const { file, values, lineOf } of files.toReversed()) {
    const value = path.reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      values,
    );
    const line = lineOf(path);
    if (value !== undefined) return { value, location: { file, ...(line ? { line } : {}) } };
  }
  return undefined;
}

async function readValuesFile(file: string, faults: Fault[]): Promise<ValuesFile> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push({
      code: "values-file-invalid",
      message: `The values file ${file} can't be read (${code}).`,
      fix: "Check `values-file`, and that the repository is checked out.",
    });
    return { file, values: undefined, lineOf: () => undefined };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(content, { merge: true, lineCounter });
  for (const { message, linePos } of document.errors) {
    faults.push({
      code: "values-file-invalid",
      message: `The values file is no YAML: ${message.split(/ at line |\n/)[0]}.`,
      location: { file, ...(linePos ? { line: linePos[0].line } : {}) },
      fix: "Fix it.",
    });
  }
  return {
    file,
    values: document.errors.length > 0 ? undefined : document.toJS(),
    lineOf(path) {
      const node = document.getIn(path, true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      return range ? lineCounter.linePos(range[0]).line : undefined;
    },
  };
}

function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value || undefined;
  return typeof value === "number" ? String(value) : undefined;
}
