import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, type Json, jsonText } from "#json";
import { projectRoot } from "#services";
import { toJson } from "../src/config-value.ts";
import { withDefaults } from "../src/definitions/defaults.ts";
import { readProject } from "../src/definitions/read-project.ts";
import { any, INVALID, type Problem } from "../src/model/coerce.ts";
import { prefectYaml } from "../src/model/prefect-yaml.ts";
import type { PyDict } from "../src/python-value.ts";
import { loadYaml } from "../src/yaml/load.ts";
import { YamlError } from "../src/yaml/nodes.ts";
import { treeOf } from "./folder-tree.ts";
import { ConfigGenerator } from "./model/generate-config.ts";

const schema = JSON.parse(readFileSync(join(projectRoot, "schemas/prefect.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** What an editor sees of a file: its values as JSON. */
function asJson(text: string): unknown {
  const plain = any(loadYaml(text, "prefect.yaml").value, [], []);
  return plain === INVALID ? null : JSON.parse(jsonText(toJson(plain)));
}

function isTaken(text: string): boolean {
  const problems: Problem[] = [];
  try {
    const { deployments } = prefectYaml(loadYaml(text, "prefect.yaml").value as PyDict, problems, []);
    for (const { config } of deployments) withDefaults(config, [], problems);
  } catch (error) {
    if (error instanceof YamlError) return false;
    throw error;
  }
  return problems.length === 0;
}

test("the schema accepts a deployment of every kind", () => {
  const text = readFileSync(join(projectRoot, "test/fixtures/parity-project/prefect.yaml"), "utf8");
  validate(asJson(text));
  expect(validate.errors).toBeNull();
});

test("the schema accepts whatever Prefect takes", () => {
  const generator = new ConfigGenerator(7);
  const taken = Array.from({ length: 4000 }, () => generator.next()).filter(isTaken);
  expect(taken.length).toBeGreaterThan(1000);
  const refused = taken.flatMap((text) =>
    validate(asJson(text)) ? [] : [{ text, errors: validate.errors }],
  );
  expect(refused.slice(0, 3)).toEqual([]);
});

test.each([
  "deployments: {}",
  "deployments: [{version: 1.0}]",
  "deployments: [{schedules: [{cron: '0 0 * * *', timezon: UTC}]}]",
  "deployments: [{parameters: [a]}]",
  "deployments: [{work_pool: pool}]",
  "deployments: [{paused: perhaps}]",
  "pull: [prefect.deployments.steps.git_clone]",
])("the schema refuses %s", (text) => {
  expect(isTaken(text)).toBe(false);
  expect(validate(asJson(text))).toBe(false);
});

test("every key has a description", () => {
  const missing: string[] = [];
  const visit = (value: Json, path: string) => {
    if (!isObject(value)) return;
    const properties = value.properties;
    if (isObject(properties)) {
      for (const [name, property] of Object.entries(properties)) {
        const described = property as { description?: string; $ref?: string };
        if (!described.description && !described.$ref) missing.push(`${path}/${name}`);
      }
    }
    for (const [key, item] of Object.entries(value)) visit(item, `${path}/${key}`);
  };
  visit(schema, "");
  expect(missing).toEqual([]);
});

test("faults are mended in the schema's words, and misspelt keys by its keys", async () => {
  const text = "deployments: [{name: a, tags: {x: 1}, work_pool: {nam: x}, schedulles: [], unheard: 1}]";
  const { faults, warnings } = await readProject(treeOf({ "prefect.yaml": text }), {
    prefectFiles: ["prefect.yaml"],
  });
  expect(faults.map(({ fix }) => fix)).toEqual([schema.$defs.deployment.properties.tags.description]);
  expect(warnings.map(({ fix }) => fix)).toEqual([
    "Did you mean name?",
    "Did you mean schedules?",
    undefined,
  ]);
});
