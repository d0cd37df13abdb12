import { createImportGraph, type UnlistedImport } from "#flow-source";
import { sourceTreeOf } from "./source-tree-of.ts";

async function unlisted(files: Record<string, string>): Promise<UnlistedImport[]> {
  const graph = await createImportGraph(sourceTreeOf(files));
  await graph.load(Object.keys(files).filter((file) => file.startsWith("flows/")));
  return graph.unlistedImports();
}

const flow =
  "from __future__ import annotations; import os\nimport prefect\nimport pandas\nfrom acme_core import clean\nimport lib.dates\n";
const files = { "flows/a.py": flow, "flows/b.py": flow, "lib/dates.py": "import acme_core.far\n" };
const told = [{ module: "acme_core", file: "flows/a.py", line: 4 }];

test.each([
  ["requirements.txt", "pandas==2.2\n-r other.txt\n# acme_core\n"],
  ["requirements/base.in", "pandas[aws]>=2 ; python_version > '3.9'\n"],
  ["pyproject.toml", '[project]\nname = "flows"\ndependencies = ["pandas>=2"]\n'],
  ["pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\npandas = "*"\n'],
  ["pyproject.toml", '[dependency-groups]\ndev = ["pandas", { include-group = "x" }]\n'],
  ["setup.cfg", "[options]\ninstall_requires =\n    pandas\n"],
  ["environment.yml", "dependencies:\n  - conda-forge::pandas=2\n"],
  ["Dockerfile", "FROM x\nRUN pip install --no-cache-dir pandas \\\n    prefect==3\n"],
  ["Pipfile", '[packages]\npandas = "*"\n'],
])("an import that leads nowhere is told once where %s lists requirements", async (file, text) => {
  expect(await unlisted({ ...files, [file]: text })).toEqual(told);
});

test("what requirements bring under another name is no such import, nor is what others bring along", async () => {
  const imports = [
    "sklearn",
    "yaml",
    "google.cloud",
    "dotenv",
    "psycopg2",
    "numpy",
    "jwt",
    "foo_bar.baz",
    "serial",
  ];
  const requirements =
    "scikit-learn\ngoogle-cloud-storage\npython-dotenv\npsycopg2-binary\npyjwt\nFoo.Bar\npyserial\n";
  const source = imports.map((module) => `import ${module}\n`).join("");
  expect(await unlisted({ "flows/a.py": source, "requirements.txt": requirements })).toEqual([]);
});

test("a project of the repository is no requirement from outside", async () => {
  const own = {
    "core/pyproject.toml": '[build-system]\nrequires = []\n[project]\nversion = "1"\nname = "acme-core"\n',
  };
  expect(await unlisted({ ...files, ...own, "requirements.txt": "pandas\nacme-core\n" })).toEqual(told);
  expect(await unlisted({ ...files, "requirements.txt": "pandas\nacme-core\n" })).toEqual([]);
});

test("without a list of requirements nothing is told", async () => {
  expect(await unlisted(files)).toEqual([]);
});

test("an import that only counts where the module is there is not told, one that always counts is", async () => {
  const source =
    "try:\n    import fast_json\nexcept ImportError:\n    import slow_json\nfrom typing import TYPE_CHECKING\n" +
    "if TYPE_CHECKING:\n    from acme_types import T\nwith suppress(ImportError):\n    import acme_extra\n" +
    "def f():\n    if True:\n        import acme_late\n";
  const requirements = { "requirements.txt": "pandas\n" };
  expect(await unlisted({ "flows/a.py": source, ...requirements })).toEqual([
    { module: "acme_late", file: "flows/a.py", line: 12 },
  ]);
  const always = { "flows/b.py": "x = 1\nimport os, fast_json as j\n" };
  expect(await unlisted({ "flows/a.py": source, ...always, ...requirements })).toEqual([
    { module: "fast_json", file: "flows/b.py", line: 2 },
    { module: "acme_late", file: "flows/a.py", line: 12 },
  ]);
});
