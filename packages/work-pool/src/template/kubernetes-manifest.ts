import type { Fault } from "#diagnostics";
import { isNumber, isObject, type Json, jsonText } from "#json";
import { at, type Template } from "./template.ts";

/**
 * What a job manifest has to hold for the Kubernetes worker to take it, which checks it at each run
 * (`_validate_job_manifest` and `_get_base_job_manifest` of `prefect_kubernetes.worker`; labels and annotations it
 * adds itself, and it wants the Job's two numbers in the pod's spec).
 */
const REQUIRED: Json = {
  apiVersion: "batch/v1",
  kind: "Job",
  spec: {
    template: {
      spec: { parallelism: 1, completions: 1, restartPolicy: "Never", containers: [{ name: "prefect-job" }] },
    },
  },
};

/** Parts of the Kubernetes job manifest that are missing or that the worker would refuse. */
export function kubernetesManifestFaults(template: Template): Fault[] {
  const manifest = at(template, "job_configuration", "job_manifest");
  const path = "job_configuration.job_manifest";
  if (isPlaceholder(manifest)) return [];
  if (!isObject(manifest)) {
    return [
      {
        code: "template-invalid",
        message: `The template has no object \`${path}\`, which every template for Kubernetes needs.`,
        fix: "`prefect work-pool get-default-base-job-template --type kubernetes` prints one.",
      },
    ];
  }
  const faults = compare(REQUIRED, manifest, path);
  const containers = at(manifest, "spec", "template", "spec", "containers");
  const first = Array.isArray(containers) ? containers[0] : undefined;
  if (isObject(first) && first.image === undefined) {
    faults.push(fault(`${path}.spec.template.spec.containers.0.image`, "is missing", '"{{ image }}"'));
  }
  return faults;
}

function compare(required: Json, given: Json | undefined, path: string): Fault[] {
  if (isPlaceholder(given)) return [];
  if (given === undefined) return [fault(path, "is missing", jsonText(required))];
  if (Array.isArray(required)) {
    return compare(required[0] ?? null, Array.isArray(given) ? given[0] : undefined, `${path}.0`);
  }
  if (!isObject(required)) {
    if (given === required) return [];
    // Whatever else stands there may hold what must not be shown.
    const isScalar = typeof given === "string" || isNumber(given);
    return [fault(path, `is ${isScalar ? jsonText(given) : "another"}`, jsonText(required))];
  }
  if (!isObject(given)) return [fault(path, "is no object", jsonText(required))];
  return Object.entries(required).flatMap(([key, part]) => compare(part, given[key], `${path}.${key}`));
}

function fault(path: string, what: string, wanted: string): Fault {
  return {
    code: "template-invalid",
    message: `\`${path}\` ${what}; the Kubernetes worker would refuse every run.`,
    fix: `It has to be ${wanted}.`,
  };
}

/** What a variable fills at run time. */
function isPlaceholder(value: Json | undefined): boolean {
  return typeof value === "string" && value.includes("{{");
}
