import { readFlow } from "#flow-source";
import { sourceTreeOf } from "./source-tree-of.ts";
import { transitiveImports } from "./transitive-imports.ts";

/** Files that `flows/x.py` reaches where it holds these imports. */
async function reached(imports: string, files: Record<string, string>): Promise<string[]> {
  const found = await transitiveImports(sourceTreeOf({ "flows/x.py": imports, ...files }), "flows/x.py");
  return [...found.keys()].filter((file) => file !== "flows/x.py").sort();
}

const core = {
  "lib/core_src/__init__.py": "",
  "lib/core_src/a.py": "from .deep import b",
  "lib/core_src/deep/b.py": "",
};
const all = Object.keys(core).sort();

// Each table was built with the backend that it is for; the names are those of the files in the wheel.
test.each([
  [
    "setuptools",
    { "pyproject.toml": '[tool.setuptools.package-dir]\ncore = "lib/core_src"\n' },
    "import core.a",
  ],
  [
    "setup.cfg",
    { "setup.cfg": "[options]\npackage_dir =\n    = src\n    core = lib/core_src\npackages = find:\n" },
    "import core.a",
  ],
  [
    "setup.py",
    { "setup.py": "from setuptools import setup\nsetup(package_dir={'': 'src', 'core': 'lib/core_src'})\n" },
    "from core import a",
  ],
  [
    "Hatch's force-include",
    { "pyproject.toml": '[tool.hatch.build.targets.wheel.force-include]\n"lib/core_src" = "acme/core"\n' },
    "from acme.core import a",
  ],
  [
    "Hatch's sources",
    { "pyproject.toml": '[tool.hatch.build.targets.wheel.sources]\n"lib/core_src" = "acme/kernel"\n' },
    "from acme.kernel.a import b",
  ],
  [
    "Poetry's packages",
    { "pyproject.toml": '[tool.poetry]\npackages = [{ include = "core_src", from = "lib", to = "acme" }]\n' },
    "import acme.core_src.a",
  ],
  [
    "a project in a folder",
    { "flows/pyproject.toml": '[tool.setuptools.package-dir]\ncore = "../lib/core_src"\n' },
    "import core.a",
  ],
  [
    "another project of the repository",
    { "lib/pyproject.toml": '[tool.setuptools.package-dir]\ncore = "core_src"\n' },
    "import core.a",
  ],
])("imports of a folder that is renamed by %s are followed", async (_, build, imports) => {
  expect(await reached(imports, { ...core, ...(build as Record<string, string>) })).toEqual(all);
});

test("one file may be renamed, too", async () => {
  const build = '[tool.hatch.build.targets.wheel.force-include]\n"one/util.py" = "acme/tools.py"\n';
  expect(await reached("from acme import tools", { "one/util.py": "", "pyproject.toml": build })).toEqual([
    "one/util.py",
  ]);
});

test("the nearest project's name counts before another one's", async () => {
  const build = (folder: string) => `[tool.setuptools.package-dir]\ncore = "${folder}"\n`;
  const files = {
    "flows/pyproject.toml": build("own"),
    "flows/own/__init__.py": "",
    "other/pyproject.toml": build("theirs"),
    "other/theirs/__init__.py": "",
  };
  expect(await reached("import core", files)).toEqual(["flows/own/__init__.py"]);
});

test("what leads out of the repository, and files that can't be read, rename nothing", async () => {
  const files = {
    "pyproject.toml": '[tool.setuptools.package-dir]\ncore = "../elsewhere"\n',
    "a/pyproject.toml": "package-dir = [",
    "setup.py": "setup(package_dir=FOLDERS)",
  };
  expect(await reached("import core", { ...files, "elsewhere/__init__.py": "" })).toEqual([]);
});

test("a flow's constants and models are read through the renamed package", async () => {
  const files = {
    "pyproject.toml": '[tool.hatch.build.targets.wheel.force-include]\n"lib/core_src" = "acme/core"\n',
    "lib/core_src/names.py": "N = 'renamed'\n",
    "flows/x.py":
      "import acme.core.names\nfrom prefect import flow\n@flow(name=acme.core.names.N)\ndef f(): ...\n",
  };
  expect(await readFlow(sourceTreeOf(files), "flows/x.py:f")).toMatchObject({
    name: "renamed",
    files: ["flows/x.py", "lib/core_src/names.py"],
  });
});
