import type { Json, JsonObject } from "#json";
import { type JobVariableCheck, jobVariableCheck } from "../src/job-variables/check-job-variables.ts";
import { jobVariableFault } from "../src/job-variables/describe-problem.ts";
import type { JobVariableProblem } from "../src/job-variables/problems.ts";
import { blockIdsOf } from "../src/job-variables/template-defaults.ts";

const template = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  variables: { type: "object", properties, ...more },
  job_configuration: { a: "b" },
});
const checkOf = (properties: JsonObject, more?: JsonObject) => jobVariableCheck(template(properties, more));
const told = (problems: readonly JobVariableProblem[]) =>
  problems.map(({ kind, path, what, meant }) =>
    [`${kind}: ${path.join(".")} ${what}`, ...(meant ? [`meant ${meant}`] : [])].join(", "),
  );
const faults = (problems: readonly JobVariableProblem[], trigger?: string) =>
  problems.map((problem) => {
    const { message, fix } = jobVariableFault(problem, { workPool: "edp", ...(trigger ? { trigger } : {}) });
    return `${message} ${fix}`;
  });

describe("a pool with `cpu: integer` that admits no other", () => {
  const check = checkOf({ cpu: { type: "integer" } }, { additionalProperties: false });
  test.each<[JsonObject, string[]]>([
    [{ cpu: 1 }, []],
    [
      { cpu: "two" },
      [
        "The work pool \"edp\" doesn't take the job variable cpu: it must be integer. Change the value, or the pool's base job template.",
      ],
    ],
    [
      { cpu: 1, memory: "12Gi" },
      [
        "The work pool \"edp\" doesn't take the job variable memory: it is not declared, and the template admits no other. Take it out, or declare it in the pool's base job template.",
      ],
    ],
    [
      { cpus: 1 },
      [
        'The work pool "edp" doesn\'t take the job variable cpus: it is not declared, and the template admits no other. Did you mean cpu?',
      ],
    ],
  ])("%j", (given, expected) => expect(faults(check.deployment(given))).toEqual(expected));
});

describe("what is taken and will not do", () => {
  const check = checkOf(
    { memory: { type: "string" }, team: { type: "string" }, env: { type: "object" } },
    { required: ["team"] },
  );
  test("a name that the template doesn't declare where it admits more, with what was meant", () => {
    expect(faults(check.deployment({ memry: "1", team: "data" }))).toEqual([
      'The work pool "edp" declares no job variable memry: it has no effect. Did you mean memory?',
    ]);
    // A worker takes it for what is inside `env`.
    expect(check.deployment({ "env.REGION": "eu", team: "data" })).toEqual([]);
  });

  test("one that is required, has no default and is not given", () => {
    expect(faults(check.deployment({}))).toEqual([
      'The work pool "edp" requires the job variable team, which neither the deployment nor the pool\'s template gives: runs fail unless they give it. Give it in the deployment, or give it a default in the base job template.',
    ]);
    const withDefault = checkOf({ team: { type: "string", default: "data" } }, { required: ["team"] });
    expect(withDefault.deployment({})).toEqual([]);
  });

  test("one inside another", () => {
    const inner = checkOf({ size: { type: "object", required: ["cpu"], properties: { cpu: {} } } });
    expect(told(inner.deployment({ size: {} }))).toEqual(["missing: size.cpu is required"]);
    expect(told(inner.run({}, { size: {} }))).toEqual(["refused: size.cpu is required"]);
  });

  test("where a default doesn't fit its own variable, the server asks for nothing", () => {
    const broken = checkOf({ a: { type: "string", default: 1 }, b: {} }, { required: ["b"] });
    expect(broken.deployment({})).toEqual([]);
    expect(broken.run({}, {})).toEqual([]);
  });
});

test("each wrong value is told once, with its place, whatever the schema says of it in how many ways", () => {
  const check = checkOf({
    size: { anyOf: [{ type: "integer" }, { type: "string", pattern: "Gi$" }] },
    kind: { type: ["integer", "string"] },
    mode: { enum: ["tok-4711"] },
    exact: { const: "tok-4711" },
    env: { type: "object", additionalProperties: { type: "string" } },
    ports: { type: "array", items: { type: "integer", maximum: 10 } },
    "a/b": { type: "boolean" },
    labels: { type: "object", propertyNames: { maxLength: 2 } },
    one: { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
  });
  const given: JsonObject = {
    size: "12",
    kind: [],
    mode: "x",
    exact: "x",
    env: { A: "1", B: 2 },
    ports: [1, 11],
    "a/b": 1,
    labels: { long: "x" },
    one: 3,
  };
  expect(told(check.deployment(given))).toEqual([
    "refused: size fits none of its types",
    "refused: kind must be integer or string",
    "refused: mode must be one of the allowed values",
    "refused: exact must be the one allowed value",
    "refused: env.B must be string",
    "refused: ports.1 must be <= 10",
    "refused: a/b must be boolean",
    "refused: labels.long has a name that the template doesn't take",
    "refused: one fits more than one of its types",
  ]);
  expect(faults(check.deployment(given)).join()).not.toContain("tok-4711");
});

describe("null", () => {
  const check = checkOf(
    {
      free: { type: "integer" },
      set: { type: "integer", default: 1 },
      firm: { type: "integer" },
    },
    { required: ["firm"] },
  );
  test("stands for a default where a deployment is made", () => {
    expect(told(check.deployment({ free: null, set: null, firm: 1 }))).toEqual([]);
    expect(told(check.deployment({ firm: null }))).toEqual(["refused: firm must be integer"]);
  });
  test("and not where one is changed together with its pool", () => {
    expect(told(check.change({ free: null, set: null, firm: 1 }))).toEqual(["refused: set must be integer"]);
  });
});

test("a trigger's are checked without the deployment's", () => {
  const check = checkOf({ team: { type: "string" }, cpu: { type: "integer" } }, { required: ["team"] });
  expect(check.run({ team: "data" }, { cpu: 1 })).toEqual([]);
  expect(faults(check.trigger({ cpu: 1 }), "on order")).toEqual([
    'The work pool "edp" doesn\'t take the job variable team of the trigger "on order": it is required. Give it in the trigger too: the server checks a trigger\'s job variables without the deployment\'s.',
  ]);
});

describe("a default that names a block", () => {
  const id = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
  const named = template(
    { credentials: { type: "object", default: { $ref: { block_document_id: id } } } },
    { required: ["credentials"] },
  );
  const checkWith = (blocks: [string, Json | undefined][]) => jobVariableCheck(named, new Map(blocks));
  test("is what the block holds", () => {
    expect(blockIdsOf(named)).toEqual([id]);
    expect(
      checkWith([[id, { user: "bot" }]])
        .deployment({ x: 1 })
        .map(({ kind }) => kind),
    ).toEqual(["undeclared"]);
  });
  test("that is gone, keeps the server from taking anything", () => {
    expect(told(checkWith([[id, undefined]]).deployment({ x: 1 }))).toContain(
      "refused:  can't be checked: the block that is the default of credentials is gone",
    );
    expect(checkWith([[id, undefined]]).change({ credentials: {} })).toEqual([]);
  });
});

describe("a template that is no check", () => {
  const all = (check: JobVariableCheck) =>
    [
      check.deployment({ a: 1 }),
      check.change({ a: 1 }),
      check.run({}, { a: 1 }),
      check.trigger({ a: 1 }),
    ].map(told);
  test.each<[string, JsonObject | undefined]>([
    ["none", undefined],
    ["an empty one", {}],
    ["one without variables", { variables: {}, job_configuration: {} }],
  ])("%s takes all", (_, none) => expect(all(jobVariableCheck(none))).toEqual([[], [], [], []]));

  test("one whose variables are no schema takes nothing but nothing", () => {
    const check = checkOf({ a: { type: "strnig" } });
    expect(faults(check.deployment({ a: 1 }))).toEqual([
      "The work pool \"edp\" doesn't take the job variables: they can't be checked: its `variables` are no JSON Schema. Fix the pool's base job template.",
    ]);
    expect(check.deployment({})).toEqual([]);
  });

  test("what the server trips over is refused", () => {
    expect(told(checkOf({ a: true }).deployment({ a: 1 }))).toEqual([
      "refused:  can't be checked: the schema of a is no object",
    ]);
    const reference = checkOf({ a: { $ref: "#/definitions/Absent" }, b: {} });
    expect(reference.deployment({ b: 1 })).toEqual([]);
    expect(told(reference.deployment({ a: 1 }))).toEqual([
      "refused:  can't be checked: #/definitions/Absent leads nowhere in the schema",
    ]);
  });
});
