import { formatFault } from "#diagnostics";
import { jsonText } from "#json";
import type { DeploymentDefinition } from "../src/index.ts";
import { projectFileMatcher, readProject } from "../src/index.ts";
import { treeOf } from "./folder-tree.ts";

async function read(files: { readonly [path: string]: string }, prefectFiles = ["."], baseFile?: string) {
  return readProject(treeOf(files), { prefectFiles, ...(baseFile ? { baseFile } : {}) });
}

async function readOne(text: string): Promise<DeploymentDefinition> {
  const { definitions, faults } = await read({ "prefect.yaml": text }, ["prefect.yaml"]);
  expect(faults).toEqual([]);
  const [definition] = definitions;
  if (!definition) throw new Error("No deployment was read.");
  return definition;
}

const deployment = (name: string) => `{name: ${name}, entrypoint: "flows/a.py:a", work_pool: {name: pool}}`;

describe("layouts", () => {
  const files = {
    "prefect.yaml": `deployments: [${deployment("root")}]`,
    "teams/one/prefect.yaml": `deployments: [${deployment("one")}]`,
    "teams/two/prefect.yml": `deployments: [${deployment("two")}]`,
    "teams/two/notes.txt": "no YAML",
  };

  test("one file", async () => {
    const { definitions, files: read_ } = await read(files, ["./prefect.yaml"]);
    expect(definitions.map(({ name, file }) => [name, file])).toEqual([["root", "prefect.yaml"]]);
    expect(read_).toEqual(["prefect.yaml"]);
  });

  test("globs, folders and files, each file once", async () => {
    const { definitions } = await read(files, ["teams/*/prefect.yaml", "teams/", "prefect.yaml"]);
    expect(definitions.map(({ name }) => name)).toEqual(["one", "two", "root"]);
  });

  test("an entry point that only the file's own folder has is run from there", async () => {
    const own = "deployments: [{name: a, entrypoint: './a.py:a', work_pool: {name: pool}}]";
    const { definitions } = await read(
      {
        "prefect.yaml": own,
        "team/prefect.yaml": own,
        "team/a.py": "",
        "both/prefect.yaml": own,
        "both/b.py": "",
      },
      ["prefect.yaml", "team/prefect.yaml", "both/prefect.yaml"],
    );
    expect(
      definitions.map(({ folder, entrypoint, config }) => [folder, entrypoint, config.entrypoint]),
    ).toEqual([
      ["", "./a.py:a", "./a.py:a"],
      ["team", "team/a.py:a", "./a.py:a"],
      ["", "./a.py:a", "./a.py:a"],
    ]);
  });

  test("an entry point that the repository's root has is relative to the root", async () => {
    const own = `deployments: [${deployment("a")}]`;
    const { definitions } = await read(
      { "team/prefect.yaml": own, "team/flows/a.py": "", "flows/a.py": "" },
      ["team/prefect.yaml"],
    );
    expect(definitions).toMatchObject([{ folder: "", entrypoint: "flows/a.py:a" }]);
  });

  test.each([
    ["a.b:c", "team/a/b.py:c"],
    ["a.b.c", "team/a/b.py:c"],
    ["pack:c", "team/pack/__init__.py:c"],
    ["elsewhere:c", "elsewhere:c"],
    ["at_root:c", "at_root:c"],
  ])(
    "the module of the entry point %s that only the file's own folder has is %s",
    async (own, entrypoint) => {
      const { definitions } = await read(
        {
          "team/prefect.yaml": `deployments: [{name: a, entrypoint: '${own}', work_pool: {name: pool}}]`,
          "team/a/b.py": "",
          "team/pack/__init__.py": "",
          "team/at_root.py": "",
          "at_root.py": "",
        },
        ["team/prefect.yaml"],
      );
      expect(definitions).toMatchObject([{ entrypoint, folder: entrypoint === own ? "" : "team" }]);
    },
  );

  test("a glob and a folder that lead to no file are told apart from a file that is not there", async () => {
    const { faults, unmatched, broken } = await read(files, ["teams/*/prefect.json", "nowhere", "no.yaml"]);
    expect(unmatched.map(({ entry, fault }) => [entry, fault.message])).toEqual([
      ["teams/*/prefect.json", "There is no file, and no folder with YAML files, at teams/*/prefect.json."],
      ["nowhere", "There is no file, and no folder with YAML files, at nowhere."],
    ]);
    expect(faults.map(({ message }) => message)).toEqual(["There is no file no.yaml."]);
    expect(broken.map(({ path }) => path)).toEqual(["no.yaml"]);
  });

  test("what an exclusion means is left out, and nothing else comes in", async () => {
    const more = { ...files, "teams/old_x/prefect.yaml": "not: [valid", "big.yaml": "" };
    const among = ["teams/**/prefect.y*ml", "!teams/old_*/prefect.yaml"];
    const all = await read(more, among);
    expect(all.files).toEqual(["teams/one/prefect.yaml", "teams/two/prefect.yml"]);
    expect([all.faults, all.warnings, all.unmatched]).toEqual([[], [], []]);
    expect((await read(more, ["!teams/old_x", "teams/"])).files).toEqual(all.files);
    const named = ["teams/old_x/prefect.yaml", ...among];
    expect((await read(more, named)).files).toEqual(all.files);
    const isDefinition = projectFileMatcher(among);
    expect(Object.keys(more).filter(isDefinition)).toEqual(all.files);
    const missed = await read(more, ["teams/", "!teams/older_*/prefect.yaml", "!teams/old_x"]);
    expect(missed.warnings.map(formatFault)).toEqual([
      "!teams/older_*/prefect.yaml excludes no file. Correct it, or take it off the list.",
    ]);
    expect((await read(more, ["!teams/old_x"])).files).toEqual([]);
    // A glob of its own, with which a pattern can begin.
    expect((await read(more, ["!(teams|big.yaml)"])).files).toEqual(["prefect.yaml"]);
  });

  test("a file that lies elsewhere is suggested", async () => {
    const { faults } = await read({ "team/prefect.yaml": "", "other.yaml": "" }, ["prefect.yaml"]);
    expect(faults[0]?.fix).toBe(
      "Paths are relative to the repository's root: did you mean team/prefect.yaml?",
    );
  });

  test("a folder with one bare deployment a file, and a base file that all of them see", async () => {
    const {
      definitions,
      faults,
      warnings,
      files: order,
    } = await read(
      {
        "deployments/orders.yaml": "<<: *usual\nname: orders\nparameters: *parameters\n",
        "deployments/more/customers.yaml": "<<: *usual\nname: customers\npull: []\n",
        "deployments/own.yaml":
          "x: &parameters {own: 1}\nname: own\nentrypoint: f.py:f\nparameters: *parameters\n",
        "deployments/compose.yaml": "services: {}\n",
        "deployments/base.yaml":
          "definitions:\n  usual: &usual {entrypoint: 'flows/a.py:a', work_pool: {name: pool}}\n" +
          "  parameters: &parameters {source: shop}\npull: [{step: {a: 1}}]\n",
      },
      ["deployments"],
      "deployments/base.yaml",
    );
    expect(faults).toEqual([]);
    expect(order[0]).toBe("deployments/base.yaml");
    expect(definitions.map(({ name, pull, config }) => [name, pull, config.parameters])).toEqual([
      ["customers", [], {}],
      ["orders", [{ step: { a: 1 } }], { source: "shop" }],
      ["own", [{ step: { a: 1 } }], { own: 1 }],
    ]);
    const orders = definitions[1];
    expect(orders?.locate(["work_pool", "name"])).toEqual({
      file: "deployments/base.yaml",
      line: 2,
      column: 64,
    });
    expect(orders?.locate(["name"])).toEqual({ file: "deployments/orders.yaml", line: 2, column: 7 });
    expect(warnings.map(formatFault)).toEqual([
      "deployments/compose.yaml:1:1: The file declares no deployment. A prefect.yaml has a key `deployments`, a file of one deployment a key `entrypoint`.",
      "deployments/own.yaml:1:1: Prefect doesn't know the key x here and ignores it.",
    ]);
  });

  test("a file's own steps win over the base file's", async () => {
    const { definitions } = await read(
      {
        "a.yaml": `pull: [{own: {}}]\ndeployments: [${deployment("a")}]`,
        "base.yaml": `pull: [{base: {}}]\nbuild: [{base: {}}]\ndeployments: [${deployment("base")}]`,
      },
      ["a.yaml"],
      "base.yaml",
    );
    expect(definitions.map(({ name, pull, build }) => [name, pull, build])).toEqual([
      ["base", [{ base: {} }], [{ base: {} }]],
      ["a", [{ own: {} }], [{ base: {} }]],
    ]);
  });
});

describe("faults", () => {
  test("every fault of every file is told, with its place", async () => {
    const { faults, definitions, broken } = await read({
      "a.yaml": `deployments:\n- {name: a, version: 1.0, paused: often}\n- ${deployment("kept")}`,
      "b.yaml": "deployments:\n\t- x",
      "c.yaml": "deployments: [{name: c, work_pool: , tags: }]",
    });
    expect(faults.map(formatFault)).toEqual([
      "a.yaml:2:22: version must be a text, and this is the number 1.0. Put it in quotes.",
      "a.yaml:2:35: paused must be true or false, and this is a text. Whether nothing of this deployment runs by itself.",
      "b.yaml:2:1: A tab can't begin anything here.",
      "c.yaml:1:25: work_pool is empty. Give it a name, or leave it out.",
      "c.yaml:1:38: tags is empty. Write `tags: []`, or leave it out.",
    ]);
    expect(broken.map(({ path }) => path)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
    // What a broken file still tells is enough to name its deployments, and no more.
    expect(broken.map((file) => file.definitions.map(({ name }) => name))).toEqual([["kept"], [], []]);
    expect(definitions).toEqual([]);
  });

  test("a broken file hinders none of the others", async () => {
    const sound = Object.fromEntries(
      Array.from({ length: 67 }, (_, index) => [
        `p${index}.yaml`,
        `deployments: [${deployment(`d${index}`)}]`,
      ]),
    );
    const { definitions, broken, faults } = await read({ ...sound, "broken.yaml": "deployments: [" });
    expect(definitions).toHaveLength(67);
    expect(broken.map(({ path }) => path)).toEqual(["broken.yaml"]);
    expect(faults).toEqual(broken[0]?.faults);
  });

  test("a broken base file leaves nothing that is sure, and is told alone", async () => {
    const files = { "a.yaml": "deployments: [*usual]", "base.yaml": "usual: &usual [" };
    const { definitions, broken, faults } = await read(files, ["a.yaml"], "base.yaml");
    expect(definitions).toEqual([]);
    expect(broken.map((file) => [file.path, file.faults.length])).toEqual([
      ["base.yaml", 1],
      ["a.yaml", 0],
    ]);
    expect(faults.map(({ location }) => location?.file)).toEqual(["base.yaml"]);
    const absent = await read(files, ["a.yaml"], "nowhere.yaml");
    expect(absent.faults.map(({ message }) => message)).toEqual(["There is no base file nowhere.yaml."]);
    expect(absent.definitions).toEqual([]);
  });

  test("one cause is told once, with how far it reaches", async () => {
    const { warnings } = await read({
      "a.yaml": `deployments:\n${Array.from({ length: 12 }, (_, n) => `  - {name: a${n}, storage: x}\n`).join("")}`,
      "b.yaml": "deployments: [{name: b, storage: x}]",
      "c.yaml": "deployments: [{name: c, storage: x}]",
    });
    expect(warnings.map(formatFault)).toEqual([
      `a.yaml:2:25: Prefect doesn't know the key storage here and ignores it. It concerns "a0", "a1", "a2" and 11 more.`,
    ]);
    const aliased = `x: &x {version: 1.0}\ndeployments:\n${Array.from({ length: 12 }, (_, n) => `  - {<<: *x, name: a${n}}\n`).join("")}`;
    expect((await read({ "a.yaml": aliased })).faults.map(formatFault)).toEqual([
      `a.yaml:1:17: version must be a text, and this is the number 1.0. It concerns "a0", "a1", "a2" and 9 more. Put it in quotes.`,
    ]);
  });

  test.each([
    [
      "schedule: [{cron: '@daily'}]",
      "schedule holds one schedule, and this is a list. Write the list under `schedules`.",
    ],
    [
      "schedule: '0 0 * * *'",
      "A schedule must be a mapping with cron, interval or rrule. Write `cron:` before the expression.",
    ],
  ])("a schedule of the wrong form is told what to write: %s", async (schedule, told) => {
    const { faults } = await read({ "a.yaml": `deployments: [{name: a, ${schedule}}]` });
    expect(faults.map((fault) => formatFault(fault).replace(/^a\.yaml:1:\d+: /, ""))).toEqual([told]);
  });

  test("the key `on` is no text", async () => {
    const { faults } = await read({ "a.yaml": "deployments: [{name: a, parameters: {on: 1}}]" });
    expect(faults.map(formatFault)).toEqual([
      "a.yaml:1:42: The key true must be a text, and is the boolean true. Put it in quotes.",
    ]);
  });

  test("a number is kept with its kind and all its digits", async () => {
    const { faults, definitions } = await read({
      "a.yaml":
        "deployments: [{name: a, parameters: {id: 12345678901234567890, a: [25.0, 25, 1e3, 1.0e+3, 1.0e+16, -0.0]}}]",
    });
    expect(faults).toEqual([]);
    expect(jsonText(definitions[0]?.config.parameters)).toBe(
      '{"id":12345678901234567890,"a":[25.0,25,"1e3",1000.0,1e+16,-0.0]}',
    );
    expect(definitions[0]?.fingerprint).toContain("[25.0,25,");
  });

  test("keys that Prefect ignores and deployments without a name are warnings", async () => {
    const { faults, warnings, definitions } = await read({
      "a.yaml": "deployments:\n  - {name: a, work_pol: pool}\n  - entrypoint: f.py:f\n",
    });
    expect(faults).toEqual([]);
    expect(warnings.map(formatFault)).toEqual([
      "a.yaml:3:5: This deployment has no name, and is passed over. Give it a name.",
      "a.yaml:2:25: Prefect doesn't know the key work_pol here and ignores it. Did you mean work_pool?",
    ]);
    expect(definitions).toHaveLength(1);
  });

  test("a value that contains itself is refused only where it would be stored", async () => {
    const inside = await read({ "a.yaml": "deployments: [{name: a, parameters: &p {p: *p}}]" });
    expect(inside.faults.map(({ message }) => message)).toEqual([
      "This value contains itself, and can't be stored.",
    ]);
    const beside = await read({ "a.yaml": "x: &x [*x]\ndeployments: [{name: a}]" });
    expect(beside.faults).toEqual([]);
  });
});

describe("fingerprint", () => {
  const original = `
definitions:
  pool: &pool {name: pool, work_queue_name: default}
pull: [{step: {a: 1, b: 2}}]
deployments:
  - name: a
    entrypoint: flows/a.py:a
    work_pool: *pool
    tags: [x, 1]
    parameters: {limit: 10, "on": yes}
    schedules: [{cron: "0 0 * * *"}]
`;
  const sameMeaning = `
# Another order, no anchors, other styles.
deployments:
- schedules:
  - cron: 0 0 * * *
  parameters: {'on': true, 'limit': 0xA}   # written otherwise
  parameters: {'limit': 10, 'on': true}
  tags:
    - "x"
    - 1
  work_pool: {work_queue_name: default, name: pool}
  entrypoint: "flows/a.py:a"
  name: a
  unknown: ignored
pull:
  step: {b: 2, a: 1}
unused: {}
`;

  test("is the same for the same meaning", async () => {
    expect((await readOne(sameMeaning)).fingerprint).toBe((await readOne(original)).fingerprint);
    expect((await readOne(original.replaceAll("\n", "\r\n"))).fingerprint).toBe(
      (await readOne(original)).fingerprint,
    );
  });

  test.each([
    ["schedules: [{cron: '@daily'}]", "schedule: {cron: '@daily'}"],
    [
      "schedules: [{cron: '@daily'}]",
      "schedules: [{cron: '@daily', timezone: null, active: true, day_or: true}]",
    ],
    ["schedules: [{interval: 60}]", "schedules: [{interval: 60, anchor_date: , parameters: {}, slug: null}]"],
    ["tags: []", "paused: false, enforce_parameter_schema: true, schedules: [], triggers: [], description: "],
    ["tags: []", "flow_name: of-no-interest, version_type: null, concurrency_limit: null, parameters: {}"],
    ["work_pool: {name: p}", "work_pool: {name: p, work_queue_name: null, job_variables: {}}"],
  ])("is the same for %s and %s", async (one, other) => {
    const of = async (keys: string) => (await readOne(`deployments: [{name: a, ${keys}}]`)).fingerprint;
    expect(await of(other)).toBe(await of(one));
  });

  test.each([
    ["schedules: [{cron: '@daily'}]", "schedules: [{cron: '@daily', active: false}]"],
    ["schedules: [{cron: '@daily'}]", "schedules: [{cron: '@daily', timezone: UTC}]"],
    ["tags: []", "paused: true"],
    ["tags: []", "enforce_parameter_schema: false"],
    ["parameters: {}", "parameters: {a: null}"],
    ["parameters: {}", "parameters: {a: []}"],
  ])("is another one for %s and %s", async (one, other) => {
    const of = async (keys: string) => (await readOne(`deployments: [{name: a, ${keys}}]`)).fingerprint;
    expect(await of(other)).not.toBe(await of(one));
  });

  test.each([
    ["a step of the file", "b: 2", "b: 3"],
    ["an anchored value", "name: pool", "name: other"],
    ["a list's length", "[{step: {a: 1, b: 2}}]", "[{other: {}}, {step: {a: 1, b: 2}}]"],
    ["a number's type", "[x, 1]", "[x, 1.0]"],
    ["a text for a number", "[x, 1]", '[x, "1"]'],
    ["a parameter", "limit: 10", "limit: 010"],
    ["a schedule", "0 0 * * *", "1 0 * * *"],
    ["an entry point", "flows/a.py:a", "flows/a.py:b"],
    ["a key that was not there", "tags:", "description: new\n    tags:"],
    ["no pull steps at all", "tags:", "pull: []\n    tags:"],
  ])("changes with %s", async (_, before, after) => {
    const changed = original.replace(before, after);
    expect(changed).not.toBe(original);
    expect((await readOne(changed)).fingerprint).not.toBe((await readOne(original)).fingerprint);
  });
});

test("locates values through aliases, merge keys and steps that stand alone", async () => {
  const definition = await readOne(`x:
  base: &base {tags: [a, b], work_pool: {name: pool}}
deployments:
  - <<: *base
    name: a
    pull:
      git_clone: {branch: main}
    parameters: &p
      limit: 1
    job: *p
`);
  const at = (...path: (string | number)[]) => {
    const { line, column } = definition.locate(path);
    return `${line}:${column}`;
  };
  expect(at()).toBe("4:5");
  expect(at("name")).toBe("5:11");
  expect(at("tags", 1)).toBe("2:26");
  expect(at("work_pool", "name")).toBe("2:48");
  expect(at("pull", 0, "git_clone", "branch")).toBe("7:27");
  expect(at("parameters")).toBe("8:5");
  expect(at("parameters", "limit")).toBe("9:14");
  expect(at("parameters", "missing", "deeper")).toBe("8:5");
  expect(at("missing")).toBe("4:5");
});
