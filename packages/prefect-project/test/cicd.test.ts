import { formatFault } from "#diagnostics";
import { readProject } from "../src/index.ts";
import { treeOf } from "./folder-tree.ts";

function read(files: { readonly [path: string]: string }, baseFile?: string) {
  const prefectFiles = ["prefect.yaml", "bare.yaml"].filter((name) => name in files);
  return readProject(treeOf(files), { prefectFiles, ...(baseFile ? { baseFile } : {}) });
}

const one = (name: string, cicd = "") => `
  - name: ${name}
    entrypoint: flows/a.py:a
    work_pool: {name: pool}
    ${cicd}`;

test("a deployment says how it is tried, over its file and the base file, by key", async () => {
  const { definitions, faults, warnings } = await read(
    {
      "base.yaml": "x-cicd: {smoke: {timeout: 5m, parameters: {table: all, days: [1, 2]}}}",
      "prefect.yaml": `
x-cicd: {smoke: {parameters: {limit: 25.0}}}
deployments:${one("usual")}${one("own", "x-cicd: {smoke: {timeout: 90, parameters: {days: [3]}}}")}${one(
        "skipped",
        "x-cicd: {smoke: {skip: true}}",
      )}${one("never", "x-cicd: {smoke: null}")}`,
      "bare.yaml": "name: bare\nentrypoint: flows/a.py:a\nx-cicd: {smoke: {}}",
    },
    "base.yaml",
  );
  expect([faults, warnings]).toEqual([[], []]);
  const smokes = Object.fromEntries(definitions.map(({ name, smoke }) => [name, smoke]));
  expect(smokes.own).toMatchObject({ timeout: 90, skip: false, parameters: { table: "all", days: [3] } });
  expect(String(smokes.own?.parameters.limit)).toBe("25.0");
  expect(smokes.usual).toMatchObject({ timeout: 300, parameters: { table: "all", days: [1, 2] } });
  expect(smokes.skipped).toMatchObject({ skip: true, timeout: 300 });
  expect(smokes.never).toBeNull();
  expect(smokes.bare).toMatchObject({ skip: false, timeout: 300 });
});

test("nobody says so: nothing is tried", async () => {
  const { definitions } = await read({ "prefect.yaml": `deployments:${one("a")}` });
  expect(definitions[0]?.smoke).toBeNull();
});

test("neither configuration nor fingerprint know of it", async () => {
  const plain = await read({ "prefect.yaml": `deployments:${one("a")}` });
  const declared = await read({
    "prefect.yaml": `deployments:${one("a", "x-cicd: {smoke: {parameters: {limit: 1}}}")}`,
  });
  expect(declared.definitions[0]?.config).toEqual(plain.definitions[0]?.config);
  expect(declared.definitions[0]?.fingerprint).toBe(plain.definitions[0]?.fingerprint);
});

test("what is wrong with it is told at its place", async () => {
  const { faults, warnings } = await read({
    "prefect.yaml": `deployments:${one("a", "x-cicd: {smoke: {timeout: soon}}")}${one(
      "b",
      "x-cicd: {smoke: {parameter: {a: 1}}}",
    )}${one("c", "x-cicd: yes")}`,
  });
  expect(faults.map(formatFault)).toEqual([
    expect.stringMatching(/^prefect.yaml:5:\d+: timeout must be a duration .* Write it as 90s/),
    expect.stringMatching(/^prefect.yaml:13:\d+: x-cicd must be a mapping/),
  ]);
  expect(warnings.map(formatFault)).toEqual([
    expect.stringMatching(/^prefect.yaml:9:\d+: x-cicd has no key parameter here.*Did you mean parameters\?/),
  ]);
});

test("aliases don't make it larger than what is taken", async () => {
  const bomb = Array.from(
    { length: 12 },
    (_, level) => `    a${level}: &a${level} [${Array(9).fill(level === 0 ? "x" : `*a${level - 1}`)}]`,
  ).join("\n");
  const { faults } = await read({
    "prefect.yaml": `x-cicd:\n  smoke:\n   parameters:\n${bomb}\ndeployments:${one("a")}`,
  });
  expect(faults.map(({ message }) => message).join()).toMatch(/too large/);
});

test("a deployment says that it is kept, over its file", async () => {
  const { definitions, faults, warnings } = await read({
    "prefect.yaml": `
x-cicd: {keep: true}
deployments:${one("usual")}${one("own", "x-cicd: {keep: false}")}${one("other", "x-cicd: {smoke: {}}")}`,
    "bare.yaml": "name: bare\nentrypoint: flows/a.py:a",
  });
  expect([faults, warnings]).toEqual([[], []]);
  const kept = Object.fromEntries(definitions.map(({ name, keep }) => [name, keep]));
  expect(kept).toEqual({ usual: true, own: false, other: true, bare: false });
});
