import { createModuleResolver, filesOfImport, type ImportStatement } from "#flow-source";

/** Files that an import in `file` of the script `entry` may run. */
function run(paths: string[], source: ImportStatement, file: string, entry = file) {
  return filesOfImport(createModuleResolver(new Set(paths)).resolveImport(source, file, entry)).sort();
}

const importing = (module: string): ImportStatement => ({ level: 0, module, names: [] });
const from = (module: string, ...names: string[]): ImportStatement => {
  const level = module.length - module.replace(/^\.+/, "").length;
  return { level, module: module.slice(level), names };
};

test("an absolute import is found from the repository's root, with the packages on the way", () => {
  const paths = ["flows/orders.py", "lib/__init__.py", "lib/text/__init__.py", "lib/text/clean.py"];
  expect(run(paths, importing("lib.text.clean"), "flows/orders.py")).toEqual([
    "lib/__init__.py",
    "lib/text/__init__.py",
    "lib/text/clean.py",
  ]);
});

test("the script's own folder is on the path, a neighbour's is not", () => {
  const paths = ["flows/a/main.py", "flows/a/tools.py", "flows/b/tools.py"];
  expect(run(paths, importing("tools"), "flows/a/main.py")).toEqual(["flows/a/tools.py"]);
});

test("a src layout is found, at the root and in a subproject", () => {
  expect(run(["src/edp/clean.py", "flows/a.py"], importing("edp.clean"), "flows/a.py")).toEqual([
    "src/edp/clean.py",
  ]);
  const monorepo = ["teams/a/flows/x.py", "teams/a/src/core/io.py", "teams/b/src/core/io.py"];
  const projects = [...monorepo, "teams/a/pyproject.toml", "teams/b/pyproject.toml"];
  expect(run(projects, importing("core.io"), "teams/a/flows/x.py")).toEqual(["teams/a/src/core/io.py"]);
  // Without anything that makes `teams/a` a project, both may be meant.
  expect(run(monorepo, importing("core.io"), "teams/a/flows/x.py")).toEqual([
    "teams/a/src/core/io.py",
    "teams/b/src/core/io.py",
  ]);
});

test("a package of another subproject is found when nothing is nearer", () => {
  const paths = ["teams/a/flows/x.py", "libs/shared/src/shared/__init__.py", "libs/shared/src/shared/io.py"];
  expect(run(paths, from("shared", "io"), "teams/a/flows/x.py")).toEqual([
    "libs/shared/src/shared/__init__.py",
    "libs/shared/src/shared/io.py",
  ]);
});

test("where only the run-time path could tell, every candidate counts", () => {
  const paths = ["flows/x.py", "plugins/one/rules.py", "plugins/two/rules.py"];
  expect(run(paths, importing("rules"), "flows/x.py")).toEqual([
    "plugins/one/rules.py",
    "plugins/two/rules.py",
  ]);
  expect(run(["flows/x.py", "flows/lib.py", "lib.py"], importing("lib"), "flows/x.py")).toEqual([
    "flows/lib.py",
    "lib.py",
  ]);
});

test("a folder above the script that is no project does not hide an installed package of that name", () => {
  const paths = ["teams/a/x.py", "teams/common/io.py", "libs/common/src/common/io.py"];
  expect(run(paths, importing("common.io"), "teams/a/x.py")).toEqual([
    "libs/common/src/common/io.py",
    "teams/common/io.py",
  ]);
});

test("a script in a package that puts the folder above on the path finds its neighbours", () => {
  const paths = ["flows/__init__.py", "flows/tools.py", "flows/daily/__init__.py", "flows/daily/x.py"];
  expect(run(paths, importing("tools"), "flows/daily/x.py")).toEqual(["flows/tools.py"]);
});

test("a module inside a package does not answer for a top-level name", () => {
  const paths = ["flows/x.py", "src/acme/__init__.py", "src/acme/pandas.py"];
  expect(run(paths, importing("pandas"), "flows/x.py")).toEqual([]);
});

test("what Python and Prefect provide is not looked for all over the repository", () => {
  const paths = ["flows/x.py", "tools/logging.py", "tools/prefect.py"];
  expect(run(paths, importing("logging"), "flows/x.py")).toEqual([]);
  expect(run(paths, from("prefect", "flow"), "flows/x.py")).toEqual([]);
});

test("`from package import name` gives the package, and the submodule when the name is one", () => {
  const resolver = createModuleResolver(new Set(["lib/__init__.py", "lib/clean.py", "flows/x.py"]));
  const resolved = resolver.resolveImport(from("lib", "clean", "VERSION"), "flows/x.py");
  expect(resolved.module).toEqual(["lib/__init__.py"]);
  expect([...resolved.submodules]).toEqual([["clean", ["lib/clean.py"]]]);
});

test("a namespace package has no file of its own", () => {
  const resolver = createModuleResolver(new Set(["lib/clean.py", "flows/x.py"]));
  const resolved = resolver.resolveImport(from("lib", "clean"), "flows/x.py");
  expect(resolved.module).toEqual([]);
  expect([...resolved.submodules]).toEqual([["clean", ["lib/clean.py"]]]);
});

test("a namespace that is spread over two roots is joined", () => {
  const paths = ["flows/x.py", "src/acme/io.py", "libs/core/acme/dates.py"];
  expect(run(paths, from("acme", "io", "dates"), "flows/x.py")).toEqual([
    "libs/core/acme/dates.py",
    "src/acme/io.py",
  ]);
});

test("a relative import in a namespace reaches all of its folders", () => {
  const paths = ["flows/x.py", "edp/lib.py", "src/edp/tools.py"];
  expect(run(paths, from(".", "tools"), "edp/lib.py", "flows/x.py")).toEqual(["src/edp/tools.py"]);
  const regular = [...paths, "edp/__init__.py"];
  expect(run(regular, from(".", "tools"), "edp/lib.py", "flows/x.py")).toEqual(["edp/__init__.py"]);
});

test("relative imports climb from the importing file", () => {
  const paths = ["p/__init__.py", "p/a/__init__.py", "p/a/x.py", "p/a/y.py", "p/b/z.py", "main.py"];
  expect(run(paths, from(".", "y"), "p/a/x.py", "main.py")).toEqual(["p/a/__init__.py", "p/a/y.py"]);
  expect(run(paths, from("..b.z", "f"), "p/a/x.py", "main.py")).toEqual(["p/__init__.py", "p/b/z.py"]);
  expect(run(paths, from(".", "a"), "p/__init__.py", "main.py")).toEqual([
    "p/__init__.py",
    "p/a/__init__.py",
  ]);
  expect(run(paths, from("....", "a"), "p/a/x.py", "main.py")).toEqual([]);
});

test("one dot in the script itself also reaches the working directory", () => {
  expect(run(["flows/x.py", "shared.py"], from(".", "shared"), "flows/x.py")).toEqual(["shared.py"]);
});

test("a package wins over a module of its name in the same folder", () => {
  expect(run(["flows/x.py", "lib.py", "lib/__init__.py"], importing("lib"), "flows/x.py")).toEqual([
    "lib/__init__.py",
  ]);
});

test("an entry point by module is found from the working directory and from src", () => {
  const resolver = createModuleResolver(new Set(["src/edp/flows/orders.py", "jobs/daily.py"]));
  expect(resolver.resolveModule("edp.flows.orders", "")).toEqual(["src/edp/flows/orders.py"]);
  expect(resolver.resolveModule("jobs.daily", "")).toEqual(["jobs/daily.py"]);
  expect(resolver.resolveModule("jobs.weekly", "")).toEqual([]);
});
