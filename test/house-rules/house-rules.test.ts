import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "#services";
import { allowedImports, folders, importCycles, sourceFiles } from "./source-files.ts";

const packages = folders("packages");
const allowed = allowedImports(readFileSync(join(projectRoot, "CONTRIBUTING.md"), "utf8"));
const production = [
  ...sourceFiles("packages").filter(({ path }) => path.includes("/src/")),
  ...(existsSync(join(projectRoot, "actions")) ? sourceFiles("actions") : []),
];

test("there is something to look at", () => {
  expect(packages).toEqual(
    expect.arrayContaining(["action-kit", "diagnostics", "prefect-project", "prefect-api"]),
  );
  expect(allowed.size).toBeGreaterThan(10);
  expect(production.find(({ path }) => path.endsWith("action-kit/src/log.ts"))?.imports).toEqual([
    "@actions/core",
    "#diagnostics",
    "#workflow-commands",
    "./secrets.ts",
  ]);
});

test.each(packages)("%s imports what CONTRIBUTING's table allows, and nothing else", (name) => {
  const mayImport = allowed.get(name);
  if (!mayImport) throw new Error(`CONTRIBUTING's table of packages lacks ${name}.`);
  const own = production.filter(({ path }) => path.startsWith(`packages/${name}/`));
  const wrong = own.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith("#") && !mayImport(target.slice(1)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("only action-kit, the actions and cluster-tools know GitHub's runner", () => {
  const wrong = production.filter(({ path, imports }) =>
    imports.some((target) => {
      if (!target.startsWith("@actions/")) return false;
      if (path.startsWith("packages/action-kit/") || path.startsWith("actions/")) return false;
      return !(path.startsWith("packages/cluster-tools/") && target === "@actions/tool-cache");
    }),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("product code knows neither tests nor tools", () => {
  const wrong = [...production, ...sourceFiles("pipelines")].filter(({ imports }) =>
    imports.some((target) => /^#services|(^|\/)(test|tools)\//.test(target)),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("relative imports stay within their package or action, and end in the file's real name", () => {
  const wrong = production.flatMap(({ path, imports }) => {
    const [kind = "", name = ""] = path.split("/");
    const home = join("/", kind, name, "src");
    return imports
      .filter((target) => target.startsWith("."))
      .filter((target) => {
        const full = join("/", path, "..", target);
        return !full.startsWith(`${home}/`) || !existsSync(join(projectRoot, full));
      })
      .map((target) => `${path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("imports are static: a dynamic one would split a bundle", () => {
  const wrong = production.filter(({ text }) => /^(?!\s*(\/\/|\*)).*\bimport\(/m.test(text));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("a file is called by its idea, in kebab-case, and holds only that", () => {
  const wrong = production.filter(({ path, text }) => {
    const name = basename(path).replace(/\.(ts|cjs)$/, "");
    const lines = text.split("\n").length;
    return (
      !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|common|misc)$/.test(name) || lines > 300
    );
  });
  expect(wrong.map(({ path, text }) => `${path} (${text.split("\n").length} lines)`)).toEqual([]);
});

test("no file leads back to itself, be it through types alone", () => {
  const all = ["packages", "actions", "pipelines", "test", "tools"].flatMap(sourceFiles);
  expect(all.length).toBeGreaterThan(1000);
  expect(importCycles(all)).toEqual([]);
  const file = (path: string, ...imports: string[]) => ({ path, text: "", imports });
  const round = [
    file("a/b.ts", "./c.ts"),
    file("a/c.ts", "../d.ts"),
    file("d.ts", "./a/b.ts"),
    file("e.ts", "./d.ts"),
  ];
  expect(importCycles(round)).toEqual([["a/b.ts", "a/c.ts", "d.ts"]]);
});

test("every file and folder that CONTRIBUTING and AGENTS.md name is there", () => {
  const files = ["packages", "actions", "pipelines", "test", "tools", "schemas", "docs"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" }).map(
      (path) => `/${folder}/${path}`,
    ),
  );
  const named = ["CONTRIBUTING.md", "AGENTS.md"].flatMap((page) =>
    [
      ...readFileSync(join(projectRoot, page), "utf8").matchAll(
        /`(\w[\w./-]*(?:\.(?:ts|json|md|mjs|txt|yml)|\/))`/g,
      ),
    ].map(([, path = ""]) => path),
  );
  expect(named.length).toBeGreaterThan(30);
  const absent = named.filter((name) => {
    const path = name.replace(/\/$/, "");
    return !existsSync(join(projectRoot, name)) && !files.some((file) => file.endsWith(`/${path}`));
  });
  expect(absent).toEqual([]);
});
