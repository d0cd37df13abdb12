import { type JsonObject, jsonText, parseJson } from "#json";
import { rejectedJobVariables } from "../src/rejected-variables.ts";
import { diffTemplates } from "../src/template/diff.ts";
import { imageOf, placeImage } from "../src/template/image.ts";
import { fingerprint, parseTemplate } from "../src/template/template.ts";
import { validateTemplate } from "../src/template/validate-template.ts";

const template = (properties: JsonObject, job: JsonObject = { a: "{{ image }}" }): JsonObject => ({
  variables: { type: "object", properties },
  job_configuration: job,
});
const image = { type: "string", default: "old:1" };

describe("numbers of a template", () => {
  const text = (cpu: string) =>
    `{"variables":{"properties":{"image":{"default":"a:1"},"cpu":{"default":${cpu},"minimum":0.0}}},"job_configuration":{"cpu":${cpu}}}`;
  const parsed = (cpu: string) =>
    parseTemplate({ text: text(cpu), location: { file: "template.json" } }).template ?? {};

  test("come through reading, placing an image and writing", () => {
    const placed = placeImage(parsed("25.0"), "b:2", "DEFAULT_FLOW_IMAGE");
    expect(jsonText(placed)).toBe(text("25.0").replace("a:1", "b:2"));
    expect(jsonText(placeImage(parseJson('{"a": "IMAGE", "b": 1e16}') as JsonObject, "b:2", "IMAGE"))).toBe(
      '{"a":"b:2","b":1e+16}',
    );
  });

  test("of another kind are a change, and another fingerprint", () => {
    expect(fingerprint(parsed("25"))).not.toBe(fingerprint(parsed("25.0")));
    const paths = diffTemplates(parsed("25"), parsed("25.0")).map(({ path }) => path);
    expect(paths).toEqual(["variables.properties.cpu.default", "job_configuration.cpu"]);
  });

  test("that PostgreSQL stores as one are none", () => {
    expect(diffTemplates(parsed("10000000000000000"), parsed("1e16"))).toEqual([]);
    expect(fingerprint(parsed("10000000000000000"))).toBe(fingerprint(parsed("1e16")));
  });

  test("fit a variable as for Prefect", () => {
    const before = { properties: { cpu: {} } };
    const after = { properties: { cpu: { type: "integer", maximum: 30 } } };
    const rejected = (cpu: string) =>
      rejectedJobVariables(
        [{ key: "f/d", job_variables: parseJson(`{"cpu": ${cpu}}`) as JsonObject }],
        { variables: before },
        { variables: after },
      ).flatMap(({ reasons }) => reasons);
    expect(rejected("25.0")).toEqual([]);
    expect(rejected("25.5")).toEqual(["cpu must be integer"]);
    expect(rejected("100000000000000000001")).toEqual(["cpu must be <= 30"]);
  });
});

describe("placing an image", () => {
  test("replaces the placeholder as a word of its own, in any text, and leaves the given template alone", () => {
    const given = template(
      { image: { default: "X_Y" } },
      { all: ["docker://X_Y", "X_YZ", 1, { b: "X_Y X_Y" }] },
    );
    const before = structuredClone(given);
    expect(placeImage(given, "new:$1", "X_Y")).toEqual(
      template(
        { image: { default: "new:$1" } },
        { all: ["docker://new:$1", "X_YZ", 1, { b: "new:$1 new:$1" }] },
      ),
    );
    expect(given).toEqual(before);
  });

  test("takes signs in the placeholder as they are", () => {
    expect(placeImage(template({}, { a: "${IMAGE}" }), "n:1", "${IMAGE}")).toEqual(
      template({}, { a: "n:1" }),
    );
  });

  test("sets the variable's default without a placeholder, and says when there is no place", () => {
    const placed = placeImage(template({ image: { type: "string" } }), "new:1", "X");
    expect(placed).toEqual(template({ image: { type: "string", default: "new:1" } }));
    expect(placed && imageOf(placed)).toBe("new:1");
    expect(placeImage(template({}), "new:1", "X")).toBeUndefined();
  });
});

describe("validation", () => {
  test("accepts a sound template, and placeholders in names and lists", () => {
    const sound = template({ image, team: { type: "string" } }, { "{{ team }}": ["x-{{image}}"] });
    expect(validateTemplate(sound, "docker")).toEqual([]);
  });

  test.each([
    [{}, /no object `variables`/],
    [template({ image }, { a: "{{ imgae }}" }), /uses \{\{ imgae \}\} and declares no/],
    [
      template({ image }, { a: "{{ $HOME }} {{ prefect.variables.x }}" }),
      /\{\{ \$HOME \}\}[\s\S]*prefect\.variables\.x/,
    ],
    [template({ image: { type: "strnig" } }), /variables` is no JSON Schema: properties\.image\.type/],
    [template({ image: { $ref: "#/definitions/absent" } }), /variables` is no JSON Schema/],
  ])("refuses %j", (broken, message) => {
    const faults = validateTemplate(broken, "docker", { file: "t.json" });
    expect(faults.map((fault) => fault.message).join("\n")).toMatch(message);
    expect(faults[0]?.location).toEqual({ file: "t.json" });
  });

  test("wants of a Kubernetes manifest what its worker wants, and only of that", () => {
    const bare = template({ image });
    expect(validateTemplate(bare, "process")).toEqual([]);
    expect(validateTemplate(bare, "kubernetes").map(({ message }) => message)).toEqual([
      expect.stringContaining("`job_configuration.job_manifest`"),
    ]);
    const wrong = template(
      { image },
      {
        job_manifest: {
          apiVersion: "v1",
          kind: "{{ image }}",
          spec: {
            template: { spec: { parallelism: 1, restartPolicy: "Never", containers: [{ name: "flow" }] } },
          },
        },
      },
    );
    const paths = validateTemplate(wrong, "kubernetes").map(({ message }) => /`([^`]+)`/.exec(message)?.[1]);
    const at = (path: string) => `job_configuration.job_manifest.${path}`;
    expect(paths).toEqual([
      at("apiVersion"),
      at("spec.template.spec.completions"),
      at("spec.template.spec.containers.0.name"),
      at("spec.template.spec.containers.0.image"),
    ]);
  });
});

test("what is no JSON is told with its line, without the text around it", () => {
  const location = { file: "t.json" };
  const read = (text: string) => parseTemplate({ text, location }).fault;
  expect(read('{\n "a": 1\n "secret": 2}')).toMatchObject({
    message: expect.stringMatching(/^The base job template is no JSON: .* in its line 3/),
    location,
  });
  expect(read('{"password": hunter2}')).toBeDefined();
  expect(JSON.stringify(read('{"password": hunter2}'))).not.toContain("hunter2");
  expect(read("[]")?.message).toMatch(/no JSON object/);
});

test("equal templates have one fingerprint, whatever the order of their keys", () => {
  expect(fingerprint({ a: { b: 1, c: [1, 2] }, d: 2 })).toBe(fingerprint({ d: 2, a: { c: [1, 2], b: 1 } }));
  expect(fingerprint({ a: [1, 2] })).not.toBe(fingerprint({ a: [2, 1] }));
});

test("a diff has the image first, then value by value", () => {
  const after = template(
    { zone: { default: "eu" }, image: { type: "string", default: "new:1" } },
    { a: [1, 3] },
  );
  const found = diffTemplates(template({ image }, { a: [1, 2, 4] }), after);
  expect(found.map(({ keys: _, ...change }) => change)).toEqual([
    { path: "variables.properties.image.default", before: "old:1", after: "new:1" },
    { path: "variables.properties.zone", after: { default: "eu" } },
    { path: "job_configuration.a.1", before: 2, after: 3 },
    { path: "job_configuration.a.2", before: 4 },
  ]);
  expect(found[2]?.keys).toEqual(["job_configuration", "a", 1]);
  expect(diffTemplates(after, structuredClone(after))).toEqual([]);
});

describe("job variables of live deployments", () => {
  const present = template({ image, memory: { type: "integer" }, old: { type: "string" } });
  const reasons = (next: JsonObject, job_variables: JsonObject) =>
    rejectedJobVariables([{ key: "f/d", job_variables }], present, next).flatMap((one) => one.reasons);

  test("are told only where the new template takes away", () => {
    const next = template({ image, memory: { type: "string" } });
    expect(reasons(next, { memory: 1 })).toEqual(["memory must be string"]);
    // Wrong before and wrong now.
    expect(reasons(next, { memory: [] })).toEqual(["memory must be string"]);
    expect(reasons(next, { never: 1 })).toEqual([]);
    expect(reasons(next, { old: "x" })).toEqual(["old is not declared and has no effect"]);
    expect(reasons(next, { memory: "{{ prefect.variables.memory }}" })).toEqual([]);
  });

  test("a variable that is required now is missed, unless it has a default or is filled in later", () => {
    const required = (property: JsonObject): JsonObject => ({
      variables: { type: "object", required: ["team"], properties: { image, team: property } },
      job_configuration: { a: "{{ image }}" },
    });
    expect(reasons(required({ type: "string" }), {})).toEqual(["team is required now"]);
    expect(reasons(required({ type: "string", default: "data" }), {})).toEqual([]);
  });

  test("dotted names reach into their variable", () => {
    const withEnv = template({ image, env: { type: "object" } });
    expect(rejectedJobVariables([{ key: "f/d", job_variables: { "env.A": "1" } }], withEnv, withEnv)).toEqual(
      [],
    );
    expect(reasons(template({ image, env: { type: "object" } }), { "env.A": "1" })).toEqual([]);
  });
});
