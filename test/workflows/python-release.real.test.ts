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
  /** Started by hand, or by another workflow, at a branch or tag. */
  const publish = (ref: string, commit: string) =>
    team.run(PUBLISH, "workflow_dispatch", { inputs: {} }, commit, { env: { GITHUB_REF: ref } });

  test("a merge that leaves the version is not released; one that raises it is, and publishing starts at the tag", async () => {
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
    expect(team.github.repository.started).toEqual([{ workflow: PUBLISH, ref: "v1.1.0" }]);
  });

  test("at the tag, its package, image and documentation are made", async () => {
    expect(jobs(await publish("refs/tags/v1.1.0", "main"))).toEqual({
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

  test("anywhere but at the version's tag, nothing is made", async () => {
    const refused = await publish("refs/heads/main", "main");
    expect(jobs(refused)).toEqual({ "check the tag": "failure" });
    expect(refused.log).toContain(
      "The version's tag is v1.1.0, and this run is at main. Start it at the tag.",
    );
  });
});
