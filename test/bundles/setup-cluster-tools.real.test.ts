import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { describeWith, releasedHelm, runBundle } from "#services";
import { type ReleaseMirror, startReleaseMirror } from "../../packages/cluster-tools/test/release-mirror.ts";

const HELM = "v3.22.0";

describeWith(["go"], "setup-cluster-tools", () => {
  let folder: string;
  let mirror: ReleaseMirror;

  beforeAll(async () => {
    mirror = await startReleaseMirror();
    await mirror.addHelm(HELM, await releasedHelm());
  }, 600_000);
  afterAll(() => mirror.stop());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "prefect-cicd-tools-bundle-"));
    await mkdir(join(folder, "temp"));
    mirror.requests = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (inputs: Record<string, string>) =>
    runBundle("setup-cluster-tools", {
      inputs: { mirror: mirror.url, ...inputs },
      workspace: folder,
      env: { RUNNER_TOOL_CACHE: join(folder, "cache"), RUNNER_TEMP: join(folder, "temp") },
    });

  test("installs a tool for the following steps, and leaves it alone the next time", async () => {
    const first = await run({ "helm-version": HELM });
    expect(first.annotations).toEqual([]);
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({ "helm-version": HELM, "helm-result": "installed" });
    const path = first.outputs["helm-path"] ?? "";
    expect(first.exported.path).toEqual([join(path, "..")]);
    expect((await runLocally(path, ["version", "--short"])).stdout).toContain(HELM);
    expect(first.summary).toContain("Cluster tools");

    mirror.requests = [];
    const again = await run({ "helm-version": HELM });
    expect(again.outputs).toMatchObject({ "helm-path": path, "helm-result": "already-there" });
    expect(mirror.requests).toEqual([]);
  });

  test("a version that isn't exact and one that isn't published fail by the input's name", async () => {
    const vague = await run({ "helm-version": "latest" });
    expect(vague.exitCode).toBe(1);
    expect(vague.annotations.map(({ message }) => message).join()).toContain("helm-version");
    expect(mirror.requests).toEqual([]);
    const unpublished = await run({ "helm-version": "v3.99.0" });
    expect(unpublished.exitCode).toBe(1);
    expect(unpublished.annotations.map(({ message }) => message).join()).toMatch(/v3\.99\.0/);
    expect(unpublished.outputs).toEqual({});
  });
});
