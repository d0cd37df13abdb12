import { FaultError, formatFault } from "#diagnostics";
import { temporaryRepository } from "../../git/test/temporary-repository.ts";
import { compare, detect, flowSource, prefectYaml, told } from "./detection.ts";

const orders = "flows/orders.py:run";
const stock = "flows/stock.py:run";
const platform = {
  "prefect.yaml": prefectYaml({ daily: orders, hourly: orders, stock }),
  "flows/orders.py": flowSource("orders", "from lib import clean"),
  "flows/stock.py": flowSource("stock"),
  "lib/clean.py": "from .dates import today\n",
  "lib/dates.py": "def today(): ...\n",
};

test("nothing is selected when nothing that matters changed", async () => {
  const detected = await detect(platform, {
    "README.md": "new",
    "lib/unused.py": "x = 1",
    "prefect.yaml": `# A comment\n${platform["prefect.yaml"].replace("entrypoint: ", "entrypoint:   ")}`,
  });
  expect(detected.deployments).toEqual([]);
  expect(detected.unchanged).toBe(3);
  expect(detected.everything).toBeNull();
});

test("a definition that is new, changed or gone", async () => {
  const detected = await detect(platform, {
    "prefect.yaml": prefectYaml({
      daily: `${orders}\nparameters: {day: 1}\nschedules: [{cron: "0 0 * * *"}]`,
      hourly: orders,
      weekly: orders,
    }),
  });
  expect(told(detected)).toEqual([
    "modified orders/daily: parameters.day, schedules changed",
    "added orders/weekly: new in prefect.yaml",
    "removed stock/stock: no longer in prefect.yaml",
  ]);
  expect(detected.unchanged).toBe(1);
});

test("the values that changed are named", async () => {
  const pool = (name: string, image: string) =>
    prefectYaml({ stock: `${stock}\nwork_pool: {name: ${name}, job_variables: {image: ${image}}}` });
  const detected = await detect(
    { ...platform, "prefect.yaml": pool("k8s", "a") },
    { "prefect.yaml": pool("k8s", "b") },
  );
  expect(told(detected)).toEqual(["modified stock/stock: work_pool.job_variables changed"]);
});

test("an anchor, a merge key or a file-level pull step changes those that use it", async () => {
  const file = (image: string, branch: string) =>
    prefectYaml(
      { daily: `${orders}\nwork_pool: *pool`, stock },
      `pull:\n  - prefect.deployments.steps.git_clone: {branch: ${branch}}\ndefinitions:\n  pool: &pool {name: k8s, job_variables: {image: ${image}}}\n`,
    );
  const files = { ...platform, "prefect.yaml": file("a", "main") };
  expect(told(await detect(files, { "prefect.yaml": file("b", "main") }))).toEqual([
    "modified orders/daily: work_pool.job_variables changed",
  ]);
  expect(told(await detect(files, { "prefect.yaml": file("a", "dev") }))).toEqual([
    "modified orders/daily: pull changed",
    "modified stock/stock: pull changed",
  ]);
});

test("changed code selects the flows that import it, with the chain", async () => {
  const detected = await detect(platform, { "lib/dates.py": "def today(): return 1\n" });
  const reason = "flows/orders.py -> lib/clean.py -> lib/dates.py";
  expect(told(detected)).toEqual([`affected orders/daily: ${reason}`, `affected orders/hourly: ${reason}`]);
  expect(detected.deployments[0]?.chain).toEqual(["flows/orders.py", "lib/clean.py", "lib/dates.py"]);
  expect(told(await detect(platform, { "flows/stock.py": flowSource("stock", "", "return 1") }))).toEqual([
    "affected stock/stock: flows/stock.py",
  ]);
});

test("changed code and a changed definition are told together", async () => {
  const detected = await detect(platform, {
    "flows/stock.py": flowSource("stock", "", "return 1"),
    "prefect.yaml": prefectYaml({ daily: orders, hourly: orders, stock: `${stock}\ntags: [a]` }),
  });
  expect(told(detected)).toEqual(["modified stock/stock: tags changed; code: flows/stock.py"]);
});

test("a module that is gone while a flow still imports it, moved away or made a package, selects the flow", async () => {
  expect(told(await detect(platform, { "lib/dates.py": null }))).toEqual([
    "affected orders/daily: flows/orders.py -> lib/clean.py -> lib/dates.py (deleted)",
    "affected orders/hourly: flows/orders.py -> lib/clean.py -> lib/dates.py (deleted)",
  ]);
  const shadowed = await detect(platform, { "flows/lib/clean.py": "" });
  expect(told(shadowed)[0]).toBe("affected orders/daily: flows/orders.py -> flows/lib/clean.py");
  const packaged = await detect(platform, { "lib/__init__.py": "" });
  expect(told(packaged)[0]).toBe("affected orders/daily: flows/orders.py -> lib/__init__.py");
});

test("a renamed flow is its old deployment removed and a new one added", async () => {
  const detected = await detect(platform, { "flows/stock.py": flowSource("inventory") });
  expect(told(detected)).toEqual([
    "added inventory/stock: new in prefect.yaml: the flow was renamed from stock",
    "removed stock/stock: the flow was renamed to inventory",
  ]);
});

test("a flow's name that comes from another file is seen to change with it", async () => {
  const files = {
    "prefect.yaml": prefectYaml({ daily: orders }),
    "flows/orders.py":
      "from prefect import flow\nfrom names import ORDERS\n\n@flow(name=ORDERS)\ndef run(): ...\n",
    "flows/names.py": 'ORDERS = "orders"\n',
  };
  expect(told(await detect(files, { "flows/names.py": 'ORDERS = "sales"\n' }))).toEqual([
    "removed orders/daily: the flow was renamed to sales",
    "added sales/daily: new in prefect.yaml: the flow was renamed from orders",
  ]);
});

test("a flow that moved to another file is the same deployment with another entry point", async () => {
  const detected = await detect(platform, {
    "flows/stock.py": null,
    "src/edp/stock.py": flowSource("stock"),
    "prefect.yaml": prefectYaml({ daily: orders, hourly: orders, stock: "src/edp/stock.py:run" }),
  });
  expect(told(detected)).toEqual(["modified stock/stock: entrypoint changed; code: src/edp/stock.py"]);
});

test("an entry point by module is followed too", async () => {
  const files = {
    "prefect.yaml": prefectYaml({ daily: "edp.orders.run" }),
    "src/edp/__init__.py": "",
    "src/edp/orders.py": flowSource("orders", "from . import clean"),
    "src/edp/clean.py": "",
  };
  expect(told(await detect(files, { "src/edp/clean.py": "x = 1" }))).toEqual([
    "affected orders/daily: src/edp/orders.py -> src/edp/clean.py",
  ]);
  expect(told(await detect(files, { "src/edp/__init__.py": "x = 1" }))).toEqual([
    "affected orders/daily: src/edp/__init__.py",
  ]);
});

test("a file that select-all-on names selects everything, and what changed itself keeps its own reason", async () => {
  const detected = await detect(
    platform,
    { "uv.lock": "new", "flows/stock.py": flowSource("stock", "", "return 1") },
    { selectAllOn: ["etc/**", "*.lock"] },
  );
  const everything = "everything is selected: uv.lock changed, which select-all-on names by *.lock";
  expect(detected.everything).toBe(everything);
  expect(told(detected)).toEqual([
    `affected orders/daily: ${everything}`,
    `affected orders/hourly: ${everything}`,
    "affected stock/stock: flows/stock.py",
  ]);
  expect((await detect(platform, { "uv.lock": "new" })).deployments).toEqual([]);
});

test("a submodule that moved selects everything", async () => {
  const sample = await temporaryRepository();
  const commit = await sample.commit(platform);
  await sample.git("update-index", "--add", "--cacheinfo", `160000,${commit},vendor/lib`);
  await sample.git("commit", "--quiet", "--message=Add a submodule");
  const detected = await compare(sample, { commit, why: "" }, await sample.git("rev-parse", "HEAD"));
  expect(detected.everything).toMatch(/the submodule vendor\/lib changed/);
  expect(detected.deployments).toHaveLength(3);
});

test("a link that leads to other code selects who imports through it", async () => {
  const sample = await temporaryRepository();
  sample.link("flows/shared", "../lib/one");
  const base = await sample.commit({
    "prefect.yaml": prefectYaml({ daily: orders }),
    "flows/orders.py": flowSource("orders", "import shared.tools"),
    "lib/one/tools.py": "",
  });
  const head = await sample.commit({ "lib/one/tools.py": "x = 1" });
  expect(told(await compare(sample, { commit: base, why: "" }, head))).toEqual([
    "affected orders/daily: flows/orders.py -> flows/shared/tools.py",
  ]);
});

test("without a base everything is selected and the reason is told", async () => {
  const sample = await temporaryRepository();
  const head = await sample.commit(platform);
  const detected = await compare(sample, { commit: null, why: "the branch is new" }, head);
  expect(detected.everything).toBe("everything is selected: the branch is new");
  expect(told(detected)).toEqual([
    "affected orders/daily: everything is selected: the branch is new",
    "affected orders/hourly: everything is selected: the branch is new",
    "affected stock/stock: everything is selected: the branch is new",
  ]);
});

describe("a file that can't be read", () => {
  const files = {
    "flows/orders.py": flowSource("orders"),
    "a/prefect.yaml": prefectYaml({ daily: orders }),
    "b/prefect.yaml": prefectYaml({ hourly: orders }),
  };
  const broken = { "b/prefect.yaml": "deployments: [\n" };
  const options = { prefectFiles: ["*/prefect.yaml"] };

  test("at the base makes only its own deployments count as changed", async () => {
    const detected = await detect(
      { ...files, ...broken },
      { "b/prefect.yaml": files["b/prefect.yaml"] },
      options,
    );
    expect(detected.everything).toBeNull();
    expect(told(detected)).toEqual(["modified orders/hourly: b/prefect.yaml could not be read at the base"]);
    expect([detected.unchanged, detected.broken]).toEqual([1, []]);
  });

  test("at the head hinders none of the others, and nothing is called removed", async () => {
    const after = { ...broken, "a/prefect.yaml": prefectYaml({ weekly: orders }) };
    const detected = await detect(files, after, options);
    expect(told(detected)).toEqual(["added orders/weekly: new in a/prefect.yaml"]);
    expect(detected.broken).toEqual([
      expect.objectContaining({ location: expect.objectContaining({ file: "b/prefect.yaml" }) }),
    ]);
    const all = await detect(files, broken, { ...options, selectAllOn: ["b/**"] });
    expect(told(all)).toEqual([expect.stringMatching(/^affected orders\/daily: everything is selected/)]);
    expect(all.broken).toHaveLength(1);
  });

  test("without a base to compare with is told beside everything else", async () => {
    const sample = await temporaryRepository();
    const head = await sample.commit({ ...files, ...broken });
    const detected = await compare(sample, { commit: null, why: "the branch is new" }, head, options);
    expect(told(detected)).toEqual(["affected orders/daily: everything is selected: the branch is new"]);
    expect(detected.broken).toHaveLength(1);
  });

  test("because it was saved as Latin-1 is told with its place", async () => {
    const latin1 = Buffer.from("deployments:\n- name: M\u00fcller\n", "latin1");
    const detected = await detect(files, { "b/prefect.yaml": latin1 }, options);
    expect(detected.broken.map(formatFault)).toEqual([
      "b/prefect.yaml:2:10: The file is not UTF-8: the byte 0xfc is no part of a character. Save it as UTF-8.",
    ]);
  });
});

describe("globs", () => {
  const files = {
    "flows/orders.py": flowSource("orders"),
    "a/prefect.yaml": prefectYaml({ daily: orders }),
  };

  test("whose last file was removed list its deployments as removed", async () => {
    const detected = await detect(files, { "a/prefect.yaml": null }, { prefectFiles: ["*/prefect.yaml"] });
    expect(told(detected)).toEqual(["removed orders/daily: no longer in a/prefect.yaml"]);
    const folder = await detect(files, { "a/prefect.yaml": null, "a/x.py": "" }, { prefectFiles: ["a"] });
    expect(told(folder)).toEqual(["removed orders/daily: no longer in a/prefect.yaml"]);
  });

  test("that never led to a file are a fault", async () => {
    const prefectFiles = ["*/prefect.yaml", "teams/*/prefect.yaml"];
    await expect(detect(files, { "b.py": "" }, { prefectFiles })).rejects.toThrow(
      /at teams\/\*\/prefect\.yaml/,
    );
  });

  test("leave out what an exclusion means, on both sides", async () => {
    const old = { ...files, "old_a/prefect.yaml": "deployments: [" };
    const prefectFiles = ["**/prefect.yaml", "!old_*/prefect.yaml"];
    const detected = await detect(
      old,
      { "a/prefect.yaml": prefectYaml({ weekly: orders }) },
      { prefectFiles },
    );
    expect(told(detected)).toEqual([
      "removed orders/daily: no longer in a/prefect.yaml",
      "added orders/weekly: new in a/prefect.yaml",
    ]);
    expect(detected.broken).toEqual([]);
  });
});

test("variables that a selected deployment takes and that are not set are warned of", async () => {
  const files = {
    "flows/orders.py": flowSource("orders"),
    "prefect.yaml": prefectYaml({ daily: orders, hourly: `${orders}\ndescription: "{{ $QUIET }}"` }),
  };
  const after = {
    "prefect.yaml": prefectYaml({
      daily: `${orders}\ndescription: "x {{ $SET }} {{ $UNSET }}"`,
      hourly: `${orders}\ndescription: "{{ $QUIET }}"`,
    }),
  };
  const options = { env: { SET: "1" } };
  expect((await detect(files, after, options)).warnings.map(formatFault)).toEqual([
    "prefect.yaml:4:18: The environment variable UNSET is not set: description is stored without it. Set it where the deployment is applied.",
  ]);
  expect((await detect(files, after)).warnings).toEqual([]);
  const all = await detect(files, after, { ...options, selectAllOn: ["prefect.yaml"] });
  expect(all.warnings).toHaveLength(2);
  const both = {
    "prefect.yaml": prefectYaml({
      a: `${orders}\ndescription: "{{ $UNSET }}"`,
      b: `${orders}\ndescription: "{{ $UNSET }}"`,
    }),
  };
  expect((await detect(files, both, options)).warnings).toMatchObject([
    { code: "variable-unset", deployments: ["orders/a", "orders/b"] },
  ]);
});

test("another default work pool changes the deployments that name none, and no other one", async () => {
  const files = {
    "flows/orders.py": flowSource("orders"),
    "prefect.yaml": prefectYaml({ daily: orders, hourly: `${orders}\nwork_pool: {name: own}` }),
    "prefect.toml": "[deployments]\ndefault_work_pool_name = 'one'\n",
  };
  const other = { "prefect.toml": "[deployments]\ndefault_work_pool_name = 'two'\n" };
  expect(told(await detect(files, other))).toEqual(["modified orders/daily: its definition changed"]);
  const unrelated = { "prefect.toml": `${files["prefect.toml"]}[server]\nx = 1\n` };
  expect(told(await detect(files, unrelated))).toEqual([]);
});

test("a repository that gets its first prefect.yaml adds everything", async () => {
  const { "prefect.yaml": file, ...code } = platform;
  expect(told(await detect(code, { "prefect.yaml": file }))).toEqual([
    "added orders/daily: new in prefect.yaml",
    "added orders/hourly: new in prefect.yaml",
    "added stock/stock: new in prefect.yaml",
  ]);
});

test("a file of a folder that is new or gone adds and removes its deployments", async () => {
  const files = {
    ...platform,
    "deploy/orders.yaml": prefectYaml({ daily: orders }),
    "deploy/stock.yaml": prefectYaml({ stock }),
  };
  const detected = await detect(
    files,
    { "deploy/stock.yaml": null, "deploy/weekly.yaml": prefectYaml({ weekly: orders }) },
    { prefectFiles: ["deploy"] },
  );
  expect(told(detected)).toEqual([
    "added orders/weekly: new in deploy/weekly.yaml",
    "removed stock/stock: no longer in deploy/stock.yaml",
  ]);
});

test("a flow's name that the old source doesn't tell counts as a change, with a warning", async () => {
  const dynamic = "import os\nfrom prefect import flow\n\n@flow(name=os.environ['X'])\ndef run(): ...\n";
  const detected = await detect(
    { ...platform, "flows/stock.py": dynamic },
    { "flows/stock.py": flowSource("stock") },
  );
  expect(told(detected)).toEqual(["affected stock/stock: flows/stock.py"]);
  expect(detected.warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^What the flow of the deployment stock was called at the base can't be told/),
  ]);
  const gone = await detect(
    { ...platform, "flows/stock.py": dynamic },
    { "flows/stock.py": null, "prefect.yaml": prefectYaml({ daily: orders, hourly: orders }) },
  );
  expect(gone.deployments).toEqual([]);
  expect(gone.warnings[0]?.fix).toMatch(/can't be listed as removed/);
});

test("a flow's name that the new source doesn't tell is a fault, unless something else reads it", async () => {
  const dynamic = "import os\nfrom prefect import flow\n\n@flow(name=os.environ['X'])\ndef run(): ...\n";
  const change = { "flows/stock.py": dynamic, "flows/orders.py": "def run(: ...\n" };
  const error: unknown = await detect(platform, change).catch((reason) => reason);
  expect(error).toBeInstanceOf(FaultError);
  const files = (error as FaultError).faults.map(({ location }) => location?.file);
  expect(new Set(files)).toEqual(new Set(["flows/stock.py", "flows/orders.py"]));
  const detected = await detect(
    platform,
    { "flows/stock.py": dynamic },
    { readFlowName: async () => ({ name: "asked", files: ["flows/stock.py"] }) },
  );
  expect(told(detected)).toEqual([
    "added asked/stock: new in prefect.yaml: the flow was renamed from stock",
    "removed stock/stock: the flow was renamed to asked",
  ]);
});

test("a changed deployment that is declared twice is a fault, by its entry point or by its flow", async () => {
  const twice = (entrypoint: string) =>
    `${prefectYaml({ daily: orders })}  - name: daily\n    entrypoint: ${entrypoint}\n    tags: [b]\n`;
  const before = { ...platform, "prefect.yaml": prefectYaml({}) };
  await expect(detect(before, { "prefect.yaml": twice(orders) })).rejects.toThrow(
    /There are two deployments daily of flows\/orders\.py:run; the other one stands at prefect\.yaml:2/,
  );
  const again = { "flows/again.py": flowSource("orders"), "prefect.yaml": twice("flows/again.py:run") };
  await expect(detect(before, again)).rejects.toThrow(/There are two deployments orders\/daily/);
});

test("an import that only running the code tells is warned of", async () => {
  const files = {
    ...platform,
    "flows/stock.py": flowSource("stock", "import importlib\nimportlib.import_module(input())"),
  };
  const detected = await detect(files, { "lib/dates.py": "x = 1" });
  expect(detected.warnings).toEqual([
    expect.objectContaining({
      location: { file: "flows/stock.py", line: 3 },
      fix: expect.stringMatching(/select-all-on/),
    }),
  ]);
});

test("the code of a project in a folder, whose entry points are relative to the folder", async () => {
  const files = {
    "team/prefect.yaml": prefectYaml({ daily: "flows/orders.py:run" }),
    "team/flows/orders.py": flowSource("orders"),
  };
  const changed = { "team/flows/orders.py": flowSource("orders", "", "return 1") };
  expect(told(await detect(files, changed, { prefectFiles: ["team/prefect.yaml"] }))).toEqual([
    "affected orders/daily: team/flows/orders.py",
  ]);
});

describe("what is selected whatever git says", () => {
  const files = {
    "prefect.yaml": prefectYaml({
      daily: "flows/a.py:run",
      hourly: "flows/a.py:run",
      weekly: "flows/b.py:run",
    }),
    "flows/a.py": flowSource("alpha"),
    "flows/b.py": flowSource("beta"),
  };
  const also = new Map([
    ["alpha/daily", "it was excluded before"],
    ["beta/weekly", "a run that did not end was about to write it"],
    ["beta/daily", "a run that did not end was about to write it"],
  ]);

  test("comes to what changed, with its own reason; what the head doesn't define counts as removed", async () => {
    const changed = { ...files, "flows/b.py": flowSource("beta", "", "x = 1") };
    const detected = await detect(files, changed, { also });
    expect(told(detected)).toEqual([
      "affected alpha/daily: it was excluded before",
      "removed beta/daily: a run that did not end was about to write it",
      "affected beta/weekly: flows/b.py",
    ]);
    expect(detected.unchanged).toBe(1);
  });

  test("comes to everything, where there is no base", async () => {
    const sample = await temporaryRepository();
    const head = await sample.commit(files);
    const detected = await compare(sample, { commit: null, why: "none is recorded" }, head, { also });
    expect(detected.deployments.map(({ change, key }) => `${change} ${key}`)).toEqual([
      "affected alpha/daily",
      "affected alpha/hourly",
      "removed beta/daily",
      "affected beta/weekly",
    ]);
  });

  test("is told with what is wrong with it, and with nothing else's faults", async () => {
    const broken = { ...files, "flows/a.py": "def run():\n    pass\n" };
    await expect(detect(broken, broken, { also })).rejects.toThrow(/flows\/a.py/);
    const only = new Map([["beta/weekly", "it was excluded before"]]);
    expect(told(await detect(broken, broken, { also: only }))).toEqual([
      "affected beta/weekly: it was excluded before",
    ]);
  });
});

test("a change in a package that a build renames selects who imports it", async () => {
  const files = {
    ...platform,
    "flows/stock.py": flowSource("stock", "from acme.core import clean"),
    "code/core/clean.py": "x = 1\n",
    "pyproject.toml": '[tool.hatch.build.targets.wheel.force-include]\n"code/core" = "acme/core"\n',
  };
  expect(told(await detect(files, { "code/core/clean.py": "x = 2\n" }))).toEqual([
    "affected stock/stock: flows/stock.py -> code/core/clean.py",
  ]);
});

test("an import that leads nowhere is told once, with its place", async () => {
  const files = {
    ...platform,
    "flows/orders.py": flowSource("orders", "from acme_core import clean"),
    "flows/stock.py": flowSource("stock", "import acme_core, pandas"),
    "code/core/clean.py": "x = 1\n",
    "requirements.txt": "pandas\n",
  };
  const { deployments, warnings } = await detect(files, { "code/core/clean.py": "x = 2\n" });
  expect(deployments).toEqual([]);
  expect(warnings).toMatchObject([
    {
      message: expect.stringMatching(/^No file .* for `acme_core`, and no requirement brings it/),
      location: { file: "flows/orders.py", line: 2 },
    },
  ]);
});
