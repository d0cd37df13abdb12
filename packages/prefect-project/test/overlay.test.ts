import { formatFault } from "#diagnostics";
import { readProject } from "../src/index.ts";
import { treeOf } from "./folder-tree.ts";

const base = `
shared: &pool {name: dev-pool, job_variables: {image: r/x:1, env: {A: a, B: b}}}
pull:
- prefect.deployments.steps.git_clone: {repository: https://git.example.com/a.git}
deployments:
- name: orders
  entrypoint: flows/orders.py:run
  tags: [daily, dev]
  parameters: {limit: 25.0, table: all}
  work_pool: *pool
  schedules: [{cron: "0 2 * * *", slug: night}]
  x-cicd: {smoke: {parameters: {limit: 1}, timeout: 60}, inputs: [sql/**]}
- name: stock
  entrypoint: flows/stock.py:run
  work_pool: *pool
`;

async function read(overlay: string, files: { readonly [path: string]: string } = { "prefect.yaml": base }) {
  const tree = treeOf({ ...files, "prefect.prod.yaml": overlay });
  const prefectFiles = Object.keys(files).filter((path) => path !== "base.yaml");
  const baseFile = "base.yaml" in files ? { baseFile: "base.yaml" } : {};
  const project = await readProject(tree, { prefectFiles, ...baseFile, overlayFile: "prefect.prod.yaml" });
  const one = (name: string) => project.definitions.find((definition) => definition.name === name);
  return { ...project, one, told: project.faults.map(formatFault) };
}

test("mappings merge, lists and single values replace, and who shares an anchor keeps it", async () => {
  const { one, faults, warnings } = await read(`
deployments:
- name: orders
  entrypoint: flows/orders.py:run
  tags: [prod]
  parameters: {table: big}
  work_pool: {name: prod-pool, job_variables: {env: {B: prod, C: c}}}
  schedules: [{cron: "0 4 * * *", slug: night}]
  x-cicd: {smoke: {parameters: {table: small}}, inputs: [etc/*]}
`);
  expect([faults, warnings]).toEqual([[], []]);
  const orders = one("orders");
  expect(orders?.config).toMatchObject({
    tags: ["prod"],
    work_pool: { name: "prod-pool", job_variables: { image: "r/x:1", env: { A: "a", B: "prod", C: "c" } } },
    schedules: [{ cron: "0 4 * * *" }],
  });
  const parameters = orders?.config.parameters as Record<string, unknown>;
  expect([String(parameters.limit), parameters.table]).toEqual(["25.0", "big"]);
  expect(orders?.smoke).toEqual({
    parameters: { limit: expect.anything(), table: "small" },
    timeout: 60,
    skip: false,
  });
  expect(orders?.inputs.map(({ because }) => because)).toContain("x-cicd inputs etc/*");
  expect(orders?.inputs.map(({ because }) => because)).not.toContain("x-cicd inputs sql/**");
  expect(one("stock")?.config.work_pool).toMatchObject({
    name: "dev-pool",
    job_variables: { env: { B: "b" } },
  });
});

test("!unset takes a key out, and null keeps the sense that Prefect gives it", async () => {
  const { one, faults } = await read(`
deployments:
- name: orders
  parameters: !unset
  description: null
  work_pool: {job_variables: {env: {A: !unset }, image: null}}
`);
  expect(faults).toEqual([]);
  const orders = one("orders");
  expect(orders?.config).not.toHaveProperty("parameters.limit");
  expect(orders?.config.work_pool).toMatchObject({ job_variables: { env: { B: "b" }, image: null } });
  expect(orders?.config.work_pool).not.toHaveProperty("job_variables.env.A");
});

test("a place in the overlay is told in the overlay, all others where they stand", async () => {
  const { one, told } = await read(`deployments:
- name: orders
  schedules:
  - {cron: "0 4 * * *"}
`);
  expect(told).toEqual([]);
  const orders = one("orders");
  expect(orders?.locate(["schedules", 0, "cron"])).toMatchObject({ file: "prefect.prod.yaml", line: 4 });
  expect(orders?.locate(["tags", 0])).toMatchObject({ file: "prefect.yaml", line: 8 });
});

test("steps and our own key at its top are laid over every file", async () => {
  const files = {
    "prefect.yaml": base,
    "other.yaml": "deployments: [{name: other, entrypoint: flows/o.py:run, work_pool: {name: p}}]",
    "bare.yaml": "name: bare\nentrypoint: flows/b.py:run\nwork_pool: {name: p}",
  };
  const { one, faults } = await read(
    "pull:\n- prefect.deployments.steps.set_working_directory: {directory: /opt}\nx-cicd: {inputs: [a]}\n",
    files,
  );
  expect(faults).toEqual([]);
  for (const name of ["orders", "other"])
    expect(one(name)?.pull?.map((step) => Object.keys(step))).toEqual([
      ["prefect.deployments.steps.set_working_directory"],
    ]);
  expect(one("bare")?.pull).toBeNull();
});

test("it may merge an anchor of its own and of the base file", async () => {
  const { one, faults } = await read(
    `prod: &prod {name: prod-pool}
deployments:
- {name: orders, work_pool: {<<: *prod, work_queue_name: high}}
- {name: stock, tags: *tags}
`,
    { "base.yaml": "tags: &tags [shared]\n", "prefect.yaml": base },
  );
  expect(faults).toEqual([]);
  expect(one("orders")?.config.work_pool).toMatchObject({
    name: "prod-pool",
    work_queue_name: "high",
    job_variables: { image: "r/x:1" },
  });
  expect(one("stock")?.config.tags).toEqual(["shared"]);
});

test("a deployment of a file of its own, and one of the base file, can be changed", async () => {
  const { one, faults } = await read("deployments: [{name: bare, tags: [p]}, {name: inbase, tags: [q]}]", {
    "base.yaml": "deployments: [{name: inbase, entrypoint: flows/i.py:run}]",
    "bare.yaml": "name: bare\nentrypoint: flows/b.py:run",
  });
  expect(faults).toEqual([]);
  expect([one("bare")?.config.tags, one("inbase")?.config.tags]).toEqual([["p"], ["q"]]);
});

const twice = base.replace("name: stock", "name: orders");
test.each<[what: string, overlay: string, file: string, fault: RegExp]>([
  [
    "means nothing",
    "deployments: [{name: order}]",
    base,
    /^prefect.prod.yaml:1:15: The overlay changes the deployment order, which no file declares so/,
  ],
  [
    "means another entry point",
    "deployments: [{name: orders, entrypoint: flows/a.py:run}]",
    base,
    /which no file declares so/,
  ],
  [
    "could mean two",
    "deployments: [{name: orders}]",
    twice,
    /could mean 2 deployments: prefect.yaml:6, prefect.yaml:13/,
  ],
  [
    "comes twice",
    "deployments: [{name: orders}, {name: orders}]",
    base,
    /a second entry for the deployment orders/,
  ],
  ["has no name", "deployments: [{tags: [a]}]", base, /needs the `name`/],
  ["is no mapping", "deployments: [a]", base, /must be a mapping/],
  ["unsets nothing", "deployments: [{name: orders, paused: !unset }]", base, /no such key under the overlay/],
  [
    "has another tag",
    "deployments: [{name: orders, paused: !drop }]",
    base,
    /The tag !drop is not understood/,
  ],
  ["is a list", "[]", base, /must hold a mapping/],
  ["is no YAML", "a: [", base, /^prefect.prod.yaml:1/],
])("an overlay that %s leaves nothing that is sure", async (_what, overlay, file, fault) => {
  const { definitions, told, broken } = await read(overlay, { "prefect.yaml": file });
  expect(definitions).toEqual([]);
  expect(told).toEqual([expect.stringMatching(fault)]);
  expect(broken.map(({ path }) => path)).toEqual(["prefect.prod.yaml", "prefect.yaml"]);
});

test("one that is not there is told", async () => {
  const files = { prefectFiles: ["prefect.yaml"], overlayFile: "prefect.prod.yaml" };
  const { definitions, faults } = await readProject(treeOf({ "prefect.yaml": base }), files);
  expect(definitions).toEqual([]);
  expect(faults.map(formatFault)).toEqual(["There is no overlay file prefect.prod.yaml."]);
});

test("where a file can't be read, an entry may be for what it declares", async () => {
  const files = { "prefect.yaml": base, "lost.yaml": "deployments: [" };
  const { definitions, told } = await read("deployments: [{name: lost}, {name: stock, tags: [a]}]", files);
  expect(definitions.map(({ name }) => name)).toEqual(["orders", "stock"]);
  expect(told).toEqual([expect.stringMatching(/^lost.yaml/)]);
});

test("the tag means nothing in other files", async () => {
  const { faults } = await readProject(treeOf({ "prefect.yaml": "deployments: [{name: !unset }]" }), {
    prefectFiles: ["prefect.yaml"],
  });
  expect(faults.map(formatFault)).toEqual([expect.stringMatching(/The tag !unset is not understood/)]);
});

test("a small overlay can't make a file too large", async () => {
  const bomb = Array.from(
    { length: 12 },
    (_, level) => `a${level}: &a${level} [${Array(9).fill(level === 0 ? "x" : `*a${level - 1}`)}]`,
  ).join("\n");
  const { faults } = await read(`${bomb}\ndeployments: [{name: orders, parameters: {p: *a11}}]`);
  expect(faults.map(({ message }) => message).join()).toMatch(/too large/);
});
