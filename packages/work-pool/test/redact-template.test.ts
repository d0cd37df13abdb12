import type { Json, JsonObject } from "#json";
import { diffTemplates } from "../src/template/diff.ts";
import { redactChanges } from "../src/template/redact-template.ts";

const shown = (before: JsonObject, after: JsonObject) =>
  Object.fromEntries(
    redactChanges(diffTemplates(before, after)).map(({ path, before: was, after: is }) => [path, [was, is]]),
  ) as Record<string, [Json | undefined, Json | undefined]>;

const template = (properties: JsonObject, job: JsonObject = {}): JsonObject => ({
  variables: { type: "object", properties },
  job_configuration: job,
});

test("secrets that a change takes out are not shown", () => {
  const before = template({
    api_token: { type: "string", title: "API token", default: "tok-4711-secret" },
    env: { type: "object", title: "Environment", default: { DB_PASSWORD: "hunter2-hunter2", REGION: "eu" } },
  });
  const changes = shown(before, template({ env: { type: "object", title: "Environment" } }));
  expect(changes).toEqual({
    "variables.properties.api_token": [{ type: "string", title: "API token", default: "***" }, undefined],
    "variables.properties.env.default": [{ DB_PASSWORD: "***", REGION: "***" }, undefined],
  });
});

test("that a hidden value changes is seen all the same", () => {
  const env = (value: string) => template({ env: { default: { DB_PASSWORD: value } } });
  expect(shown(env("old-secret"), env("new-secret"))).toEqual({
    "variables.properties.env.default.DB_PASSWORD": ["***", "*** (a new value)"],
  });
  expect(shown(env("old-secret"), template({ env: { default: 4711 } }))).toEqual({
    "variables.properties.env.default": [{ DB_PASSWORD: "***" }, "***"],
  });
});

test("what describes a variable, sizes, images and placeholders are shown", () => {
  const before = template(
    { image: { type: "string", default: "acme/flows:1" }, memory: { type: "integer", default: 512 } },
    { command: "{{ command }}" },
  );
  const after = template(
    {
      image: { type: "string", default: "acme/flows:2" },
      memory: { type: "integer", default: 1024, minimum: 128, title: "Memory", description: "in MiB" },
    },
    { command: "{{ prefect.blocks.secret.cmd }}", stream_output: true },
  );
  expect(shown(before, after)).toEqual({
    "variables.properties.image.default": ["acme/flows:1", "acme/flows:2"],
    "variables.properties.memory.default": [512, 1024],
    "variables.properties.memory.minimum": [undefined, 128],
    "variables.properties.memory.title": [undefined, "Memory"],
    "variables.properties.memory.description": [undefined, "in MiB"],
    "job_configuration.command": ["{{ command }}", "{{ prefect.blocks.secret.cmd }}"],
    "job_configuration.stream_output": [undefined, true],
  });
});

test("a Kubernetes manifest shows what is known of it, never what it gives a container", () => {
  const env: Json[] = [
    { name: "DB_PASSWORD", value: "hunter2-hunter2" },
    { name: "KEY", valueFrom: { secretKeyRef: { name: "aws", key: "id" } } },
  ];
  const container: JsonObject = {
    name: "prefect-job",
    image: "acme/flows:2",
    args: ["--token", "tok-4711"],
    env,
    resources: { limits: { memory: "2Gi" } },
  };
  const spec: JsonObject = {
    restartPolicy: "Never",
    containers: [container],
    imagePullSecrets: [{ name: "reg-creds" }],
  };
  const manifest: JsonObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    spec: { backoffLimit: 0, template: { spec } },
  };
  const changes = shown(template({}), template({}, { job_manifest: manifest }));
  expect(changes["job_configuration.job_manifest"]?.[1]).toEqual({
    ...manifest,
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          ...spec,
          containers: [
            {
              ...container,
              args: ["***", "***"],
              env: [{ name: "DB_PASSWORD", value: "***" }, env[1] as Json],
            },
          ],
        },
      },
    },
  });
});

test.each<[string, JsonObject]>([
  ["an unknown part of the template", { ...template({}), notes: { title: "tok-4711" } }],
  [
    "a default under a harmless name that is no scalar",
    template({ memory: { default: { title: "tok-4711" } } }),
  ],
  [
    "a default of a variable inside another",
    template({ a: { properties: { memory: { default: "tok-4711" } } } }),
  ],
  [
    "a default of a definition",
    { variables: { definitions: { memory: { default: "tok-4711" } } }, job_configuration: {} },
  ],
  ["a constant", template({ a: { const: "tok-4711" } })],
  ["allowed values", template({ a: { enum: ["tok-4711"] } })],
  ["examples", template({ a: { examples: ["tok-4711"] } })],
  ["a keyword that nobody knows", template({ a: { secretive: "tok-4711" } })],
  ["what is no schema in a schema's place", template({ a: "tok-4711" })],
  ["an image that is none", template({ image: { default: "tok 4711" } })],
  ["an environment with a harmless name", template({}, { env: { name: "tok-4711", namespace: "tok-4711" } })],
  ["text around a placeholder", template({}, { command: "run {{ name }} --token tok-4711" })],
  ["a number", template({ pin: { default: 4711 } })],
  ["a name with dots in it", template({ "image.default": { default: "tok-4711" } })],
])("%s is hidden", (_, after) => {
  const text = JSON.stringify(shown({}, after));
  expect(text).toContain("***");
  expect(text).not.toContain("4711");
});
