import { describeWith, lockedProject, pythonVersion, uvEnvironment, uvFolder } from "#services";
import { DataTeam, type RunOptions, succeeded } from "../platform/data-team.ts";

/** These workflows talk to no server. */
const EXCLUDE_NEWER = '[tool.uv]\nexclude-newer = "2026-11-01T00:00:00Z"\n';

const withUv = async (workflow: string, more: RunOptions = {}): Promise<RunOptions> => ({
  workflow,
  ...more,
  env: { ...uvEnvironment(), UV_FOLDER: await uvFolder() },
});

describeWith(["go"], "the Python project's checks", () => {
  const pyproject = `[project]
name = "acme-flows"
version = "1.2.3"
requires-python = ">=3.10"

[dependency-groups]
dev = ["bandit==1.8.6", "coverage==7.10.7", "mypy==1.18.2", "pip-audit==2.9.0", "pytest==8.4.2", "ruff==0.13.3"]

[build-system]
requires = ["uv_build==0.9.5"]
build-backend = "uv_build"

[tool.bandit]
exclude_dirs = [".venv", "tests"]

[tool.coverage.run]
source = ["acme_flows"]

[tool.coverage.report]
fail_under = 90

${EXCLUDE_NEWER}`;
  let team: DataTeam;

  beforeAll(async () => {
    const files = {
      "pyproject.toml": pyproject,
      "uv.lock": await lockedProject(pyproject),
      ".python-version": `${pythonVersion()}\n`,
      "src/acme_flows/__init__.py":
        '"""Flows of a team."""\n\n\ndef double(number: int) -> int:\n    return 2 * number\n',
      "tests/test_double.py":
        "from acme_flows import double\n\n\ndef test_double() -> None:\n    assert double(2) == 4\n",
    };
    team = await DataTeam.start({ files });
  });
  afterAll(() => team?.stop());

  test("pass on a project that is in order, with the Python of .python-version", async () => {
    const options = await withUv("python-pull-request.yml");
    const { result } = await team.openPullRequest("docs", { "README.md": "Flows.\n" }, options);
    expect(succeeded(result)).toEqual(["check the project"]);
    expect(result.log).toContain(`version=${pythonVersion()}`);
    expect(result.log).toContain("1 passed");
  });

  test("tell all that is wrong at once", async () => {
    const { result } = await team.openPullRequest(
      "wrong",
      {
        "src/acme_flows/load.py":
          "import subprocess, os\n\ndef load(name: str) -> int:\n    subprocess.call(name, shell=True)\n    return 'none'\n",
      },
      await withUv("python-pull-request.yml"),
    );
    expect(result.jobs).toEqual({ "check the project": "failure" });
    for (const said of [
      "1 file would be reformatted",
      "F401",
      'Incompatible return value type (got "str", expected "int")',
      "B602:subprocess_popen_with_shell_equals_true",
      "is less than fail-under=90",
    ]) {
      expect(result.log).toContain(said);
    }
  });

  test("fail where uv.lock was not brought along", async () => {
    const { result } = await team.openPullRequest(
      "unlocked",
      { "pyproject.toml": pyproject.replace('"ruff==0.13.3"', '"ruff==0.13.2"') },
      await withUv("python-pull-request.yml"),
    );
    expect(result.jobs).toEqual({ "check the project": "failure" });
    expect(result.log).toContain("The lockfile at `uv.lock` needs to be updated");
  });
});

describeWith(["go"], "the dbt project's pull requests", () => {
  const pyproject = `[project]
name = "acme-dbt"
version = "0.1.0"
requires-python = ">=3.10,<3.14"
dependencies = ["dbt-core==1.10.13", "dbt-duckdb==1.9.6"]

${EXCLUDE_NEWER}package = false
`;
  /** What of the profiles may stand in no log: their lines, and what is behind the keys. */
  const HIDDEN = ["marts_of_the_acme", "50%25 of all", "-----BEGIN KEY-----", "bGFzdCBsaW5l"];
  const profiles = `acme:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: ":memory:"
      schema: "marts_of_the_acme"
      settings:
        note: '50%25 of all'
        key: |
          -----BEGIN KEY-----
          bGFzdCBsaW5l
`;
  const secrets = { DEV_DBT_PROFILES_BASE64: Buffer.from(profiles).toString("base64") };
  let team: DataTeam;

  beforeAll(async () => {
    const files = {
      "pyproject.toml": pyproject,
      "uv.lock": await lockedProject(pyproject),
      ".python-version": `${pythonVersion()}\n`,
      "ci/profiles.yml":
        "acme:\n  target: ci\n  outputs:\n    ci:\n      type: duckdb\n      path: ':memory:'\n      schema: checks\n",
      "dbt_project.yml": "name: acme\nversion: '1.0'\nprofile: acme\nmodel-paths: [models]\n",
      "models/orders.sql": "{{ log('schema is ' ~ target.schema ~ '!', info=True) }}\nselect 1 as id\n",
    };
    team = await DataTeam.start({ files });
  });
  afterAll(() => team?.stop());

  test("are parsed with the profiles for checks, out of reach of the environment's", async () => {
    const options = await withUv("dbt-pull-request.yml", { secrets });
    const { result } = await team.openPullRequest(
      "good",
      { "models/more.sql": "select * from {{ ref('orders') }}\n" },
      options,
    );
    expect(succeeded(result)).toEqual(["parse the dbt project"]);
    expect(result.log).toContain("schema is checks!");
    for (const hidden of HIDDEN) expect(result.log).not.toContain(hidden);
  });

  test("fail where a model refers to none", async () => {
    const options = await withUv("dbt-pull-request.yml", { secrets });
    const { result } = await team.openPullRequest(
      "bad",
      { "models/more.sql": "select * from {{ ref('nowhere') }}\n" },
      options,
    );
    expect(result.jobs).toEqual({ "parse the dbt project": "failure" });
    expect(result.log).toContain("which was not found");
  });

  test("of forks, which get no secret, are parsed too", async () => {
    const options = await withUv("dbt-pull-request.yml", { secrets: {} });
    const { result } = await team.openPullRequest("fork", {}, { ...options, fork: true });
    expect(succeeded(result)).toEqual(["parse the dbt project"]);
    expect(result.log).toContain("schema is checks!");
  });
});
