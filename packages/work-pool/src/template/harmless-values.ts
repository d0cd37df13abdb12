import { isImageReference } from "#flow-image";
import { ExactNumber, type Json } from "#json";

/** Keywords of JSON Schema, and of Prefect's, that describe a variable and never hold a value of it. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...["$ref", "$schema", "$id", "$anchor", "type", "title", "description", "format", "required", "pattern"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"],
  ...["minItems", "maxItems", "uniqueItems", "minContains", "maxContains", "minProperties", "maxProperties"],
  ...["deprecated", "readOnly", "writeOnly", "order", "position", "block_type_slug"],
]);

/**
 * Variables of the templates that Prefect's worker types come with, whose values name a size, a time, a place or a
 * rule. What may hold anything (`env`, `labels`, `command`, ...) is not among them.
 */
const VARIABLES: ReadonlySet<string> = new Set([
  ...["name", "namespace", "region", "cluster", "network", "network_mode", "machine_type", "launch_type"],
  ...["launch_stage", "family", "container_name", "working_dir", "stream_output", "keep_job", "auto_remove"],
  ...["privileged", "timeout", "max_retries", "service_account_name", "image_pull_policy"],
  ...["cpu", "cpu_request", "cpu_limit", "memory", "memory_request", "memory_limit", "mem_limit"],
  ...["memswap_limit", "gpu_count", "gpu_sku", "accelerator_type", "accelerator_count", "boot_disk_type"],
  ...["boot_disk_size_gb", "maximum_run_time_hours", "finished_job_ttl", "container_wait_timeout"],
  ...["job_watch_timeout_seconds", "pod_watch_timeout_seconds", "job_watch_poll_interval"],
  ...["task_start_timeout_seconds", "task_watch_poll_interval"],
]);

const POD = "job_manifest.spec.template.spec";
const CONTAINER = `${POD}.containers.*`;

/** Places of a job configuration; `*` stands for the index in a list. */
const PLACES: ReadonlySet<string> = new Set([
  ...["name", "namespace", "working_dir", "image_pull_policy", "service_account_name", "cpu", "memory"],
  ...["job_watch_timeout_seconds", "pod_watch_timeout_seconds"],
  ...["apiVersion", "kind", "metadata.name", "metadata.generateName", "metadata.namespace"].map(inManifest),
  ...["spec.backoffLimit", "spec.ttlSecondsAfterFinished", "spec.parallelism"].map(inManifest),
  ...["spec.completions", "spec.activeDeadlineSeconds"].map(inManifest),
  ...["restartPolicy", "parallelism", "completions", "serviceAccountName"].map((key) => `${POD}.${key}`),
  ...["terminationGracePeriodSeconds", "priorityClassName"].map((key) => `${POD}.${key}`),
  `${POD}.imagePullSecrets.*.name`,
  ...["name", "imagePullPolicy", "env.*.name", "envFrom.*.secretRef.name", "envFrom.*.configMapRef.name"].map(
    (key) => `${CONTAINER}.${key}`,
  ),
  ...["name", "key"].map((key) => `${CONTAINER}.env.*.valueFrom.secretKeyRef.${key}`),
  ...["limits", "requests"].flatMap((which) =>
    ["cpu", "memory", "ephemeral-storage"].map((key) => `${CONTAINER}.resources.${which}.${key}`),
  ),
]);

/** Places of an image's reference; anything else there is no more known than elsewhere. */
const IMAGE_PLACES: ReadonlySet<string> = new Set(["image", `${CONTAINER}.image`]);

/** Whether a keyword's value of a variable's schema describes it. */
export function isHarmlessKeyword(keyword: string, value: Json): boolean {
  return KEYWORDS.has(keyword) && (isScalar(value) || (Array.isArray(value) && value.every(isScalar)));
}

/** Whether the default of a top-level variable can be shown. */
export function isHarmlessDefault(variable: string, value: Json): boolean {
  if (variable === "image") return isImage(value);
  return VARIABLES.has(variable) && isScalar(value);
}

/** Whether a text or number at a place of the job configuration can be shown. */
export function isHarmlessPlace(path: readonly (string | number)[], value: Json): boolean {
  const place = path.map((key) => (typeof key === "number" ? "*" : key)).join(".");
  return IMAGE_PLACES.has(place) ? isImage(value) : PLACES.has(place) && isScalar(value);
}

/** What tells nothing wherever it stands: what is empty, a truth, and what a run fills in. */
export function isHarmlessAnywhere(value: Json): boolean {
  if (value === null || typeof value === "boolean" || value === "") return true;
  return typeof value === "string" && /^\s*\{\{[^{}]*\}\}\s*$/.test(value);
}

function isImage(value: Json): boolean {
  return typeof value === "string" && isImageReference(value);
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== "object" || value instanceof ExactNumber;
}

function inManifest(key: string): string {
  return `job_manifest.${key}`;
}
