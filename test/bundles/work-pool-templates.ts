import type { JsonObject } from "#json";

/** A base job template for process workers; `greeting` is what a run finds in its environment. */
export function processTemplate(image: string, greeting = "hello"): JsonObject {
  return {
    variables: {
      type: "object",
      properties: {
        image: { type: "string", default: image },
        memory: { type: "integer", default: 512 },
        env: { type: "object", additionalProperties: { type: "string" }, default: { GREETING: greeting } },
        name: { type: "string" },
        command: { type: "string" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        working_dir: { type: "string" },
      },
    },
    job_configuration: {
      command: "{{ command }}",
      env: "{{ env }}",
      labels: { "flow-image": "{{ image }}", memory: "{{ memory }} MiB" },
      name: "{{ name }}",
      stream_output: true,
      working_dir: "{{ working_dir }}",
    },
  };
}

/** A base job template for Kubernetes workers, as a data team keeps it in its Helm values. */
export function kubernetesTemplate(image: string): JsonObject {
  return {
    variables: {
      type: "object",
      properties: {
        name: { type: "string", default: "job" },
        image: { type: "string", default: image },
        namespace: { type: "string", default: "prefect" },
      },
    },
    job_configuration: {
      name: "{{ name }}",
      namespace: "{{ namespace }}",
      env: {},
      labels: {},
      command: "",
      stream_output: true,
      job_manifest: {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { namespace: "{{ namespace }}" },
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              restartPolicy: "Never",
              completions: 1,
              parallelism: 1,
              containers: [{ name: "prefect-job", image: "{{ image }}" }],
            },
          },
        },
      },
    },
  };
}
