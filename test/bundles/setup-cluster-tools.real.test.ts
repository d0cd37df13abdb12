import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  describeWith,
  k3sStandIn,
  releasedHelm,
  releasedKubectl,
  runBundle,
  type StepOptions,
  type SystemdMachine,
  startSystemdMachine,
} from "#real-parts";
import { type ReleaseMirror, startReleaseMirror } from "../../packages/cluster-tools/test/release-mirror.ts";

const [OLD, NEW, NEXT] = ["v1.33.9+k3s1", "v1.34.4+k3s1", "v1.34.5+k3s1"];
const BROKEN = "v1.34.6+k3s1";
const HELM = "v3.22.0";
const KUBECTL = "v1.34.4";

/**
 * Real Helm and kubectl, real systemd on a machine of its own. K3s is a stand-in (real-parts/k3s-stand-in) that speaks
 * as K3s does to whoever installs and asks it; what K3s itself does with a cluster is not tested here.
 */
describeWith(["root", "go", "systemd"], "setup-cluster-tools on a machine with systemd", () => {
  let folder: string;
  let mirror: ReleaseMirror;
  let machine: SystemdMachine;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "prefect-cicd-tools-"));
    await chmod(folder, 0o755);
    mirror = await startReleaseMirror();
    for (const version of [OLD, NEW, NEXT]) mirror.addK3s(version, await k3sStandIn(version));
    mirror.addK3s(BROKEN, await k3sStandIn(BROKEN, true));
    await mirror.addHelm(HELM, await releasedHelm());
    mirror.addKubectl(KUBECTL, await releasedKubectl());
    await mkdir(join(folder, "layer"));
    machine = await startSystemdMachine(join(folder, "layer"));
  }, 600_000);

  afterAll(async () => {
    await machine?.stop();
    await mirror?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const setUp = (inputs: Record<string, string>, options: Partial<StepOptions> = {}) => {
    mirror.requests = [];
    return runBundle("setup-cluster-tools", {
      workspace: folder,
      inputs: { mirror: mirror.url, timeout: "30", ...inputs },
      within: machine.enter,
      ...options,
      env: { RUNNER_TOOL_CACHE: join(folder, "cache"), ...options.env },
    });
  };
  const property = async (name: string) =>
    (await machine.run("systemctl", "show", "k3s", `--property=${name}`, "--value")).trim();
  const served = async () => {
    const answer = await machine.run("/usr/local/bin/k3s", "kubectl", "get", "--raw=/version");
    return (JSON.parse(answer) as { gitVersion: string }).gitVersion;
  };
  const leftOvers = () =>
    machine.run("sh", "-c", "ls /usr/local/bin/k3s.* /etc/systemd/system/k3s.service.* 2>/dev/null || true");

  test("plan-only downloads and changes nothing", async () => {
    const result = await setUp({ "k3s-version": OLD, "helm-version": HELM, "plan-only": "true" });
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(result.outputs).toMatchObject({ "k3s-result": "installed", "helm-result": "installed" });
    expect(result.exported).toEqual({ env: {}, path: [] });
    expect(result.summary).toContain("would be installed");
    expect(mirror.requests).toEqual([]);
    expect(await property("LoadState")).toBe("not-found");
  });

  test("a first installation that does not start is taken away again", async () => {
    const result = await setUp({ "k3s-version": BROKEN, timeout: "4" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(
      `K3s ${BROKEN} did not serve within 4 seconds. It was taken away again.`,
    );
    expect(result.log).toContain("k3s: fatal: this build can't open its datastore");
    expect(await property("LoadState")).toBe("not-found");
    expect(await machine.run("sh", "-c", "ls /usr/local/bin/k3s* || true")).toBe("");
  });

  test("all three are installed: verified, on PATH, K3s as an enabled service", async () => {
    const result = await setUp({ "k3s-version": OLD, "helm-version": HELM, "kubectl-version": KUBECTL });
    expect(result.annotations).toEqual([]);
    expect(result.exitCode).toBe(0);
    const cache = (tool: string, version: string) => join(folder, "cache", tool, version, process.arch);
    expect(result.outputs).toEqual({
      "k3s-version": OLD,
      "k3s-path": "/usr/local/bin/k3s",
      "k3s-result": "installed",
      kubeconfig: "/etc/rancher/k3s/k3s.yaml",
      "helm-version": HELM,
      "helm-path": join(cache("helm", "3.22.0"), "helm"),
      "helm-result": "installed",
      "kubectl-version": KUBECTL,
      "kubectl-path": join(cache("kubectl", "1.34.4"), "kubectl"),
      "kubectl-result": "installed",
    });
    expect(result.exported.env).toEqual({ KUBECONFIG: "/etc/rancher/k3s/k3s.yaml" });
    expect(new Set(result.exported.path)).toEqual(
      new Set([cache("helm", "3.22.0"), cache("kubectl", "1.34.4")]),
    );
    expect(await served()).toBe(OLD);
    expect(await property("ActiveState")).toBe("active");
    expect(await property("UnitFileState")).toBe("enabled");
    expect(await property("Type")).toBe("notify");
    expect(await property("KillMode")).toBe("process");
    expect((await machine.run("stat", "--format=%a %U", "/etc/rancher/k3s/k3s.yaml")).trim()).toBe(
      "600 root",
    );
    expect((await machine.run("stat", "--format=%a %U", "/usr/local/bin/k3s")).trim()).toBe("755 root");
    expect(await machine.run("systemd-analyze", "verify", "/etc/systemd/system/k3s.service")).toBe("");
    expect(await leftOvers()).toBe("");
  });

  test("what is there is left alone: nothing is asked of the mirror, nothing restarts", async () => {
    const before = await property("MainPID");
    const result = await setUp({ "k3s-version": OLD, "helm-version": HELM, "kubectl-version": KUBECTL });
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(result.outputs).toMatchObject({
      "k3s-result": "already-there",
      kubeconfig: "/etc/rancher/k3s/k3s.yaml",
      "helm-result": "already-there",
      "kubectl-result": "already-there",
    });
    expect(result.exported.path).toHaveLength(2);
    expect(mirror.requests).toEqual([]);
    expect(await property("MainPID")).toBe(before);
  });

  test("an upgrade is done when the API serves it, and leaves the unit as somebody changed it", async () => {
    const own = "echo '# ours' >> /etc/systemd/system/k3s.service && systemctl daemon-reload";
    await machine.run("sh", "-c", own);
    const result = await setUp({ "k3s-version": NEW });
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(result.outputs).toMatchObject({ "k3s-result": "upgraded", "k3s-version": NEW });
    expect(result.summary).toContain(OLD);
    expect(await served()).toBe(NEW);
    expect(await machine.run("cat", "/etc/systemd/system/k3s.service")).toContain("# ours");
    expect(await leftOvers()).toBe("");
  });

  test("an upgrade that does not serve is taken back, and the old one serves", async () => {
    const result = await setUp({ "k3s-version": BROKEN, timeout: "8" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(
      `K3s ${BROKEN} did not serve within 8 seconds. K3s ${NEW} is back and serves.`,
    );
    expect(result.log).toContain("k3s: fatal: this build can't open its datastore");
    expect(await served()).toBe(NEW);
    expect(await machine.run("/usr/local/bin/k3s", "--version")).toContain(NEW);
    expect(await leftOvers()).toBe("");
  });

  test("a spoilt download of any tool changes nothing, not even of the tools before it", async () => {
    const before = await property("MainPID");
    const path = `/helm-${HELM}-linux-${process.arch === "arm64" ? "arm64" : "amd64"}.tar.gz`;
    const good = mirror.files.get(path) as Buffer;
    mirror.files.set(path, good.subarray(0, good.length - 1));
    try {
      const env = { RUNNER_TOOL_CACHE: join(folder, "other-cache") };
      const result = await setUp({ "k3s-version": NEXT, "helm-version": HELM }, { env });
      expect(result.exitCode).toBe(1);
      expect(result.annotations[0]?.message).toContain("is not what was published: its SHA-256 is");
      expect(result.exported).toEqual({ env: {}, path: [] });
      expect(mirror.requests.some((request) => request.endsWith("/k3s"))).toBe(true);
      expect(await property("MainPID")).toBe(before);
      expect(await machine.run("/usr/local/bin/k3s", "--version")).toContain(NEW);
    } finally {
      mirror.files.set(path, good);
    }
  });

  test.each([
    [OLD, "can't go back"],
    ["v1.36.1+k3s1", "one minor version at a time. Go to 1.35 first."],
  ])("%s after it is refused before anything is downloaded", async (version, reason) => {
    const result = await setUp({ "k3s-version": version });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain(reason);
    expect(mirror.requests).toEqual([]);
  });

  test("a K3s that somebody stopped is started", async () => {
    await machine.run("systemctl", "stop", "k3s");
    const result = await setUp({ "k3s-version": NEW });
    expect(result.outputs).toMatchObject({ "k3s-result": "started" });
    expect(mirror.requests).toEqual([]);
    expect(await served()).toBe(NEW);
  });

  test("killed between putting the program in place and its start, the next run goes on", async () => {
    let step: ChildProcess | undefined;
    const killed = await setUp(
      { "k3s-version": NEXT },
      {
        onStart: (process) => {
          step = process;
        },
        onLogLine: (line) => {
          if (line.startsWith("Starting K3s")) process.kill(onlyChild(step?.pid), "SIGKILL");
        },
      },
    );
    expect(killed.exitCode).not.toBe(0);
    expect(await machine.run("/usr/local/bin/k3s", "--version")).toContain(NEXT);
    const result = await setUp({ "k3s-version": NEXT });
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(result.outputs["k3s-result"]).toMatch(/^(started|already-there)$/);
    expect(await served()).toBe(NEXT);
    expect(await leftOvers()).toBe("");
  });

  describe("a runner's user that is not root", () => {
    const asNobody = () => [...machine.enter, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    test("without sudo can't upgrade K3s, nor read its kubeconfig, and is told so", async () => {
      const upgrade = await setUp({ "k3s-version": "v1.34.7+k3s1" }, { within: asNobody() });
      expect(upgrade.exitCode).toBe(1);
      expect(upgrade.annotations[0]?.message).toContain(
        "Input `k3s-version` needs root: K3s has to be upgraded",
      );
      expect(mirror.requests).toEqual([]);
      expect(await served()).toBe(NEXT);
    });
  });
});

/** The process that nsenter started; a signal to nsenter itself would not reach it. */
function onlyChild(pid: number | undefined): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  if (!child) throw new Error("The step has no process.");
  return Number(child);
}
