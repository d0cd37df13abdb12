import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith, lockedProject, pythonVersion, uvEnvironment, uvFolder } from "#services";
import { DataTeam, outcomes } from "../platform/data-team.ts";
import { type ImagePlatform, startImagePlatform, tagsOf } from "../platform/image-platform.ts";

const RELEASE = "python-release.yml";
const PUBLISH = "python-publish.yml";

const pyproject = (version: string) => `[project]
name = "acme-flows"
version = "${version}"
requires-python = ">=3.10"

[dependency-groups]
docs = ["mkdocs==1.6.1"]

[build-system]
requires = ["uv_build==0.9.5"]
build-backend = "uv_build"

[tool.uv]
exclude-newer = "2026-11-01T00:00:00Z"
`;

/** The files that state a version. */
const version = async (text: string) => ({
  "pyproject.toml": pyproject(text),
  "uv.lock": await lockedProject(pyproject(text)),
});

describeWith(["go", "root", "debian"], "a Python project's release", () => {
  let platform: ImagePlatform;
  let team: DataTeam;
  let artifacts: string;

  beforeAll(async () => {
    platform = await startImagePlatform();
    artifacts = await mkdtemp(join(tmpdir(), "prefect-cicd-artifacts-"));
    const { host, credentials } = platform.registry;
    const { PATH = "", ...env } = platform.env;
    team = await DataTeam.start({
      settings: { image: `${host}/acme/flows` },
      // PyPI and GitHub Pages are out of a test's reach.
      withoutJobs: ["package", "documentation"],
      configuration: {
        vars: { REGISTRY_USERNAME: credentials?.username ?? "" },
        secrets: { REGISTRY_PASSWORD: credentials?.password ?? "" },
      },
      files: {
        ...(await version("1.0.0")),
        ".python-version": `${pythonVersion()}\n`,
        "src/acme_flows/__init__.py": '"""Flows of a team."""\n',
        "mkdocs.yml": "site_name: Acme flows\n",
        "docs/index.md": "# How the flows are run\n",
        Dockerfile: "FROM scratch\nCOPY src /src\n",
      },
      machine: {
        env: { ...env, ...uvEnvironment(), UV_FOLDER: await uvFolder(), ARTIFACTS_FOLDER: artifacts },
        path: [PATH],
      },
    });
  }, 600_000);
  afterAll(async () => {
    await team?.stop();
    await platform?.stop();
    if (artifacts) await rm(artifacts, { recursive: true });
  });

  const jobs = (result: Parameters<typeof outcomes>[0]) =>
    outcomes(result, [platform.registry.credentials?.password ?? ""]);
  const releases = () => team.github.repository.releases.map(({ tag }) => tag);
  /** Started by hand, or by another workflow, on the default branch. */
  const publish = (tag: string) => team.dispatch({ tag }, PUBLISH);

  test("a merge that leaves the version is not released; one that raises it is, and publishing starts for the tag", async () => {
    await team.commitToMain({ "docs/more.md": "# More\n" });
    expect(jobs(await team.runOnPush("main~1", "main", { workflow: RELEASE }))).toEqual({
      "read the version": "success",
    });
    expect(releases()).toEqual([]);

    await team.commitToMain(await version("1.1.0"));
    expect(jobs(await team.runOnPush("main~1", "main", { workflow: RELEASE }))).toEqual({
      "read the version": "success",
      "tag and release": "success",
    });
    expect(releases()).toEqual(["v1.1.0"]);
    expect(team.github.repository.commit("v1.1.0")).toBe(await team.git("rev-parse", "main"));
    expect(team.github.repository.started).toEqual([
      { workflow: PUBLISH, ref: "main", inputs: { tag: "v1.1.0" } },
    ]);
  });

  test("of the tag, package, image and documentation are made", async () => {
    // What comes after the tag is not of it.
    await team.commitToMain({ "docs/index.md": "# Something else\n" });
    expect(jobs(await publish("v1.1.0"))).toEqual({
      "check the tag": "success",
      "build the package": "success",
      "publish the image": "success",
      "build the documentation": "success",
    });
    expect((await readdir(join(artifacts, "dist"))).sort()).toEqual([
      "acme_flows-1.1.0-py3-none-any.whl",
      "acme_flows-1.1.0.tar.gz",
    ]);
    const page = await readFile(join(artifacts, "github-pages/index.html"), "utf8");
    expect(page).toContain("How the flows are run");
    expect(await tagsOf(platform, "acme/flows")).toContain("1.1.0");
  });

  test("of a tag that is not the version's, or of a commit that is not on main, nothing is made", async () => {
    await team.git("push", "--quiet", "origin", "main:refs/tags/latest");
    const other = await publish("latest");
    expect(jobs(other)).toEqual({ "check the tag": "failure" });
    expect(other.log).toContain("The version's tag is v1.1.0, and this run was given latest.");
    const elsewhere = await team.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Not reviewed");
    await team.git("push", "--quiet", "origin", `${elsewhere}:refs/tags/v6.6.6`);
    const unreviewed = await publish("v6.6.6");
    expect(jobs(unreviewed)).toEqual({ "check the tag": "failure" });
    expect(unreviewed.log).toContain("The commit is not on main.");
  });
});
