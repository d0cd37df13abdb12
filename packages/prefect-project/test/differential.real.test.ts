import {
  canonicalText,
  durationOfSeconds,
  durationText,
  floatText,
  type Json,
  jsonText,
  parseDuration,
  parseJson,
  pythonNumber,
} from "#json";
import { typedNumbersPlain } from "#prefect-api";
import { findPlaceholders } from "../src/build/placeholders.ts";
import { applyValues, NOT_SET } from "../src/build/templates.ts";
import { triggerAutomation } from "../src/build/triggers.ts";
import { type ConfigValue, fromJson, pythonText, toJson } from "../src/config-value.ts";
import { poolOfEnvironment, poolOfFiles } from "../src/definitions/prefect-settings.ts";
import type { Problem } from "../src/model/coerce.ts";
import { prefectYaml } from "../src/model/prefect-yaml.ts";
import type { PyDict } from "../src/python-value.ts";
import { cronFault } from "../src/schedule/cron.ts";
import { rruleFault } from "../src/schedule/rrule.ts";
import { desiredSchedules } from "../src/schedule/schedules.ts";
import { isRruleTimeZone, isTimeZone } from "../src/schedule/time-zones.ts";
import { loadYaml } from "../src/yaml/load.ts";
import { YamlError } from "../src/yaml/nodes.ts";
import { ConfigGenerator } from "./model/generate-config.ts";
import { SCHEDULES, TEMPLATES, TRIGGERS, ValueGenerator } from "./model/generate-values.ts";
import { type Answer, PrefectOracle } from "./oracle/prefect-oracle.ts";
import { compareWithPyYaml } from "./yaml/compare.ts";
import { PyYaml } from "./yaml/pyyaml.ts";

const SEED = 20_260_101;
let oracle: PrefectOracle;

beforeAll(async () => {
  oracle = await PrefectOracle.start();
});

afterAll(() => oracle?.stop());

/** What differs, as few lines as a reader needs; a test that finds nothing accepted has compared nothing. */
function differences<Item>(
  items: readonly Item[],
  answers: readonly Answer[],
  ours: (item: Item) => Json | undefined,
): { accepted: number; different: unknown[] } {
  const different: unknown[] = [];
  let accepted = 0;
  for (const [index, item] of items.entries()) {
    const answer = answers[index] ?? { error: "no answer" };
    const theirs = "value" in answer ? answer.value : undefined;
    const mine = ours(item);
    if (theirs !== undefined) accepted++;
    if (canonical(mine) !== canonical(theirs)) different.push({ item, ours: mine, prefect: answer });
  }
  return { accepted, different: different.slice(0, 5) };
}

function canonical(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : canonicalText(value);
}

/** Of what the server types, a number's kind is no difference: an interval of 900.0 s is one of 900 s. */
function typed(answers: readonly Answer[]): Answer[] {
  return answers.map((answer) => ("value" in answer ? { value: typedNumbersPlain(answer.value) } : answer));
}

test("YAML is read as PyYAML reads it", async () => {
  const pyyaml = await PyYaml.start();
  try {
    const { accepted, differences } = await compareWithPyYaml(pyyaml, SEED, 10_000);
    expect(differences).toEqual([]);
    expect(accepted).toBeGreaterThan(4_000);
  } finally {
    pyyaml.stop();
  }
});

test("files are taken, coerced and dropped as Prefect's model does", async () => {
  const generator = new ConfigGenerator(SEED);
  const texts = Array.from({ length: 600 }, () => generator.next());
  const answers = (await oracle.ask("load", texts)).map((answer): Answer => {
    // What Prefect fails on later, when it looks for placeholders in it, we refuse at once.
    const unwritable =
      "value" in answer && /"<(date|datetime|bytes|set|tuple)>"/.test(jsonText(answer.value));
    const dropped = "value" in answer && answer.value === null;
    return unwritable || dropped ? { error: "dropped" } : answer;
  });
  const { accepted, different } = differences(texts, answers, (text) => {
    try {
      const problems: Problem[] = [];
      const yaml = prefectYaml(loadYaml(text, "prefect.yaml").value as PyDict, problems, []);
      if (problems.length > 0) return undefined;
      return {
        deployments: yaml.deployments.map(({ config }) => toJson(config)),
        pull: toJson(yaml.steps.get("pull") ?? null),
      };
    } catch (error) {
      if (error instanceof YamlError) return undefined;
      throw error;
    }
  });
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(150);
});

test("cron expressions are accepted and refused as by Prefect's croniter", async () => {
  const expressions = new ValueGenerator(SEED).crons(5000);
  const { accepted, different } = differences(expressions, await oracle.ask("cron", expressions), (text) =>
    cronFault(text) === undefined ? true : undefined,
  );
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(100);
});

test("recurrence rules are accepted and refused as by dateutil", async () => {
  const rules = new ValueGenerator(SEED).rrules(5000);
  const { accepted, different } = differences(rules, await oracle.ask("rrule", rules), (text) =>
    rruleFault(text) === undefined ? true : undefined,
  );
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(1000);
});

test("durations are read and written as pydantic does", async () => {
  const durations = new ValueGenerator(SEED).durations(5000);
  const { accepted, different } = differences(durations, await oracle.ask("duration", durations), (value) => {
    const size = typeof value === "string" ? parseDuration(value) : durationOfSeconds(pythonNumber(value));
    return size === undefined ? undefined : durationText(size);
  });
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(500);
});

test("schedules become what Prefect's models make of them", async () => {
  const { accepted, different } = differences(
    SCHEDULES,
    typed(await oracle.ask("schedule", SCHEDULES)),
    (config) => {
      const problems: Problem[] = [];
      const [schedule] = desiredSchedules(
        [fromJson(config)],
        problems,
        () => ({ file: "x" }),
        () => [],
      );
      if (!schedule || problems.length > 0) return undefined;
      const { location, ...sent } = schedule.value;
      return sent as unknown as Json;
    },
  );
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(10);
});

test("triggers become what Prefect's models make of them", async () => {
  const { accepted, different } = differences(
    TRIGGERS,
    typed(await oracle.ask("trigger", TRIGGERS)),
    (spec) => {
      const problems: Problem[] = [];
      const made = triggerAutomation(
        fromJson(spec) as Map<string, ConfigValue>,
        "deployment__automation_1",
        [],
        problems,
      );
      if (!made || problems.length > 0) return undefined;
      const { parameters, job_variables, schedule_after, ...automation } = made;
      const deployment_id = "00000000-0000-0000-0000-000000000001";
      const action = {
        type: "run-deployment",
        source: "selected",
        deployment_id,
        parameters,
        job_variables,
        schedule_after,
      };
      return {
        ...automation,
        tags: [],
        actions: [action],
        actions_on_trigger: [],
        actions_on_resolve: [],
        owner_resource: `prefect.deployment.${deployment_id}`,
      };
    },
  );
  expect(different).toEqual([]);
  expect(accepted).toBeGreaterThan(10);
});

test("placeholders are found and filled as by Prefect", async () => {
  const items = TEMPLATES.map((item) => ({ ...item }) as unknown as Json);
  const { different, accepted } = differences(
    TEMPLATES,
    await oracle.ask("template", items),
    (item): Json => {
      const value = applyValues(fromJson(item.template), {
        values: fromJson(item.values) as Map<string, ConfigValue>,
        env: item.env,
        removeUnknown: item.remove,
        skip: item.skip ?? [],
      });
      return value === NOT_SET ? { unset: true } : { value: toJson(value) };
    },
  );
  expect(different).toEqual([]);
  expect(accepted).toBe(TEMPLATES.length);
  const texts = new ValueGenerator(SEED).templates(2000);
  const found = differences(texts, await oracle.ask("placeholders", texts), (text) =>
    findPlaceholders(text)
      .map(({ full, name, type }) => {
        const types = {
          block: "block_document",
          variable: "variable",
          environment: "env_var",
          plain: "standard",
        };
        return [full, name, types[type]];
      })
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
  expect(found.different).toEqual([]);
});

const NUMBERS =
  "[1, 1.5, 25.0, -0.0, 1e16, 1e21, 100000000000000000000, 1e-7, 0.0001, 123456.789, -0.5, 5e-324, 1.7976931348623157e308]";

test("values become texts as by Python's str", async () => {
  const values: Json[] = [
    true,
    null,
    ...(parseJson(NUMBERS) as Json[]),
    [],
    {},
    [1, "a", null],
    { a: { b: [true] } },
    ["it's", 'a "b"', `it's "b"`, "tab\t", "é", "\u0001", "\u200b", "😀", "\\"],
  ];
  const { different } = differences(values, await oracle.ask("text", values), (value) =>
    pythonText(fromJson(value)),
  );
  expect(different).toEqual([]);
  expect([1, 1e16, 1e22, -0].map(floatText)).toEqual(["1.0", "1e+16", "1e+22", "-0.0"]);
});

test("time zones are the ones that Prefect knows", async () => {
  const [answer] = await oracle.ask("all_zones", [null]);
  const names = [
    ...((answer && "value" in answer ? answer.value : []) as string[]),
    "Nowhere/Land",
    "utc",
    "europe/berlin",
    "GMT+1",
    "+01:00",
  ];
  const cron = differences(names, await oracle.ask("zone", names), (name) => isTimeZone(name) || undefined);
  const rrule = differences(
    names,
    await oracle.ask("rrule_zone", names),
    (name) => isRruleTimeZone(name) || undefined,
  );
  expect([...cron.different, ...rrule.different]).toEqual([]);
  expect(cron.accepted).toBeGreaterThan(500);
});

test("the default work pool is the one that Prefect's settings name", async () => {
  const toml = "[deployments]\ndefault_work_pool_name = 't'\n";
  const pyproject = "[tool.prefect.deployments]\ndefault_work_pool_name = 'p'\n";
  const dotenv = (line: string) => ({ files: { ".env": `${line}\n`, "prefect.toml": toml }, env: {} });
  const cases: { files: { [name: string]: string }; env: { [name: string]: string } }[] = [
    { files: {}, env: {} },
    { files: { "prefect.toml": toml }, env: {} },
    { files: { "pyproject.toml": pyproject }, env: {} },
    { files: { "prefect.toml": toml, "pyproject.toml": pyproject }, env: {} },
    { files: { "prefect.toml": "[server]\n", "pyproject.toml": pyproject }, env: {} },
    { files: { "prefect.toml": "default_work_pool_name = 'top'\n" }, env: {} },
    {
      files: { "prefect.toml": "[deployments]\ndefault_work_pool_name = ''\n", "pyproject.toml": pyproject },
      env: {},
    },
    { files: { "prefect.toml": "[deployments]\nprefect_default_work_pool_name = 't'\n" }, env: {} },
    { files: { "prefect.toml": toml }, env: { PREFECT_DEFAULT_WORK_POOL_NAME: "e" } },
    { files: { "prefect.toml": toml }, env: { PREFECT_DEFAULT_WORK_POOL_NAME: "" } },
    { files: { "prefect.toml": toml }, env: { prefect_deployments_default_work_pool_name: "e" } },
    {
      files: { ".env": "PREFECT_DEPLOYMENTS_DEFAULT_WORK_POOL_NAME=d" },
      env: { PREFECT_DEFAULT_WORK_POOL_NAME: "e" },
    },
    dotenv("PREFECT_DEFAULT_WORK_POOL_NAME=d"),
    dotenv("prefect_default_work_pool_name=d"),
    dotenv("export PREFECT_DEFAULT_WORK_POOL_NAME='d e' # why"),
    dotenv("PREFECT_DEFAULT_WORK_POOL_NAME = d # why"),
    dotenv("PREFECT_DEFAULT_WORK_POOL_NAME="),
    dotenv("PREFECT_DEFAULT_WORK_POOL_NAME=a\nPREFECT_DEFAULT_WORK_POOL_NAME=b"),
    dotenv("PREFECT_DEFAULT_WORK_POOL_NAME=a\nPREFECT_DEPLOYMENTS_DEFAULT_WORK_POOL_NAME=b"),
    dotenv("default_work_pool_name=d"),
    { files: { "prefect.toml": "[deployments]\ndefault_work_pool_name = 5\n" }, env: {} },
    { files: { "prefect.toml": "deployments = 5\n" }, env: {} },
    { files: { "prefect.toml": "[deployments\n" }, env: {} },
    { files: { "prefect.toml": toml, "pyproject.toml": "[tool.prefect\n" }, env: {} },
    { files: { "pyproject.toml": "[tool]\nprefect = 5\n" }, env: {} },
  ];
  const { accepted, different } = differences(
    cases,
    await oracle.ask("default_pool", cases),
    ({ files, env }) => {
      const { name, fault } = poolOfFiles("", new Map(Object.entries(files)));
      if (fault !== undefined) return undefined;
      return (poolOfEnvironment(env) ?? name) || null;
    },
  );
  expect(different).toEqual([]);
  expect(accepted).toBe(20);
});
