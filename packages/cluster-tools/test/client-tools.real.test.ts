import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseMirror, setUpTools, type ToolsRequest } from "#cluster-tools";
import { runLocally } from "#command";
import { silentReporter } from "#diagnostics";
import { describeWith, releasedHelm, releasedKubectl } from "#services";
import { architecture, type ReleaseMirror, startReleaseMirror } from "./release-mirror.ts";

const HELM = "v3.22.0";
const KUBECTL = "v1.34.4";
const HELM_FILE = `/helm-${HELM}-linux-${architecture}.tar.gz`;

// Between its tries the tool cache's downloader waits 10 to 20 s unless told otherwise.
Object.assign(globalThis, {
  TEST_DOWNLOAD_TOOL_RETRY_MIN_SECONDS: 0,
  TEST_DOWNLOAD_TOOL_RETRY_MAX_SECONDS: 0,
});

describeWith(["go"], "real Helm and kubectl from a mirror", () => {
  let folder: string;
  let mirror: ReleaseMirror;
  const outside = { cache: process.env.RUNNER_TOOL_CACHE, temp: process.env.RUNNER_TEMP };

  beforeAll(async () => {
    const [helm, kubectl] = [await releasedHelm(), await releasedKubectl()];
    mirror = await startReleaseMirror();
    await mirror.addHelm(HELM, helm);
    mirror.addKubectl(KUBECTL, kubectl);
  }, 600_000);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "prefect-cicd-tools-"));
    await mkdir(join(folder, "temp"));
    process.env.RUNNER_TOOL_CACHE = join(folder, "cache");
    process.env.RUNNER_TEMP = join(folder, "temp");
    mirror.requests = [];
  });

  afterEach(async () => {
    mirror.truncated.clear();
    mirror.authorization = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  afterAll(async () => {
    await mirror?.stop();
    process.env.RUNNER_TOOL_CACHE = outside.cache;
    process.env.RUNNER_TEMP = outside.temp;
    if (outside.cache === undefined) delete process.env.RUNNER_TOOL_CACHE;
    if (outside.temp === undefined) delete process.env.RUNNER_TEMP;
  });

  const setUp = (versions: ToolsRequest["versions"], more: Partial<ToolsRequest> = {}) =>
    setUpTools({
      versions,
      architecture,
      mirror: parseMirror(mirror.url),
      run: runLocally,
      reporter: silentReporter,
      temporaryFolder: join(folder, "temp"),
      timeoutSeconds: 5,
      planOnly: false,
      ...more,
    });
  const nothingInstalled = () => {
    expect(existsSync(join(folder, "cache"))).toBe(false);
    expect(readdirSync(join(folder, "temp"))).toEqual([]);
  };

  test("both are installed and start; the second time nothing is asked of the mirror", async () => {
    const [helm, kubectl] = await setUp({ helm: HELM, kubectl: KUBECTL });
    expect([helm?.result, kubectl?.result]).toEqual(["installed", "installed"]);
    expect(helm?.path).toBe(join(folder, "cache/helm/3.22.0", process.arch, "helm"));
    expect((await runLocally(helm?.path ?? "", ["version"])).stdout).toContain(HELM);
    expect((await runLocally(kubectl?.path ?? "", ["version", "--client"])).stdout).toContain(KUBECTL);
    expect(readdirSync(join(folder, "temp"))).toEqual([]);
    mirror.requests = [];
    const again = await setUp({ helm: HELM, kubectl: KUBECTL });
    expect(again.map(({ result, addToPath }) => [result, addToPath])).toEqual([
      ["already-there", true],
      ["already-there", true],
    ]);
    expect(mirror.requests).toEqual([]);
  });

  test("an installation that was cut short, or spoilt since, is made again", async () => {
    const [first] = await setUp({ helm: HELM });
    rmSync(`${dirname(first?.path ?? "")}.complete`);
    expect((await setUp({ helm: HELM }))[0]?.result).toBe("installed");
    rmSync(first?.path ?? "");
    expect((await setUp({ helm: HELM }))[0]?.result).toBe("installed");
    expect(existsSync(first?.path ?? "")).toBe(true);
  });

  test("plan-only asks for nothing and installs nothing", async () => {
    const [plan] = await setUp({ helm: HELM }, { planOnly: true });
    expect(plan).toMatchObject({ result: "installed", version: HELM, path: "" });
    expect(mirror.requests).toEqual([]);
    nothingInstalled();
  });

  test("a wrong checksum of the last tool: none is installed", async () => {
    const path = `/release/${KUBECTL}/bin/linux/${architecture}/kubectl.sha256`;
    const good = mirror.files.get(path) as Buffer;
    mirror.files.set(path, Buffer.from("0".repeat(64)));
    const failed = setUp({ helm: HELM, kubectl: KUBECTL });
    await expect(failed).rejects.toThrow("is not what was published: its SHA-256 is");
    mirror.files.set(path, good);
    nothingInstalled();
  });

  test("a page in place of the checksum", async () => {
    const path = `${HELM_FILE}.sha256sum`;
    const good = mirror.files.get(path) as Buffer;
    mirror.files.set(path, Buffer.from("<html>Please log in</html>"));
    await expect(setUp({ helm: HELM })).rejects.toThrow("holds no SHA-256 of helm-");
    mirror.files.set(path, good);
    nothingInstalled();
  });

  test("a download that breaks off", async () => {
    mirror.truncated.add(HELM_FILE);
    await expect(setUp({ helm: HELM })).rejects.toThrow("could not be downloaded");
    nothingInstalled();
  });

  test("a version that the mirror lacks names the input", async () => {
    await expect(setUp({ helm: "v3.22.99" })).rejects.toThrow("Check `helm-version`, and that `mirror` has");
    nothingInstalled();
  });

  test("a program that is another version than its address says", async () => {
    await mirror.addHelm("v3.21.0", await releasedHelm());
    await expect(setUp({ helm: "v3.21.0" })).rejects.toThrow(`gave is Helm ${HELM}`);
    nothingInstalled();
  });

  test("a mirror that asks for a log-in", async () => {
    const address = parseMirror(mirror.url.replace("//", "//ann:secret@"));
    mirror.authorization = address.authorization;
    await expect(setUp({ helm: HELM })).rejects.toThrow("is not for everybody (401)");
    const [helm] = await setUp({ helm: HELM }, { mirror: address });
    expect(helm?.result).toBe("installed");
    expect(readFileSync(helm?.path ?? "").length).toBeGreaterThan(1_000_000);
  });
});
