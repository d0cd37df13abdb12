import {
  describeWith,
  k3sInterface,
  type MachineUser,
  type StepResult,
  startVirtualMachine,
  type VirtualMachine,
} from "#services";
import { type ReleaseMirror, startReleaseMirror } from "../../packages/cluster-tools/test/release-mirror.ts";

const [FIRST, SECOND, THIRD, BROKEN] = ["v1.34.4+k3s1", "v1.34.4+k3s2", "v1.34.4+k3s3", "v1.34.4+k3s4"];
const SPOILT = "v1.34.4+k3s5";
const UNPUBLISHED = "v1.34.4+k3s9";
const K3S = "/usr/local/bin/k3s";
const CONFIG = "/etc/rancher/k3s/k3s.yaml";

/**
 * The action's bundle on a machine of its own, with a real kernel, systemd, sudo and Kubernetes API server. Each test
 * goes on where the one before left the machine. K3s' own program can't be fetched from a package registry: instead of it
 * there is a program with K3s' command line, files and readiness around the real API server (see
 * test/services/kube-apiserver/k3s-interface), built in several versions.
 */
describeWith(["go", "debian"], "setup-cluster-tools on a machine with systemd", () => {
  let mirror: ReleaseMirror;
  let machine: VirtualMachine;

  beforeAll(async () => {
    const began = Date.now();
    tell("Building the programs and the machine's system (some minutes the first time)");
    mirror = await startReleaseMirror();
    for (const version of [FIRST, SECOND, THIRD]) mirror.addK3s(version, await k3sInterface(version));
    mirror.addK3s(BROKEN, await k3sInterface(BROKEN, true));
    machine = await startVirtualMachine(["setup-cluster-tools"]);
    tell(`The machine is up after ${seconds(began)} (${machine.accelerator})`);
  }, 1_800_000);

  afterAll(async () => {
    await machine?.stop();
    await mirror?.stop();
  });

  let began = 0;
  beforeEach(() => {
    mirror.requests = [];
    mirror.truncated.clear();
    began = Date.now();
  });
  afterEach(() =>
    tell(`${expect.getState().currentTestName?.replace(/^.*systemd /, "")}: ${seconds(began)}`),
  );

  const setUp = async (
    user: MachineUser,
    version: string,
    { killAt, nextStep }: { killAt?: string; nextStep?: string } = {},
  ) => {
    const url = mirror.url.replace("127.0.0.1", machine.hostAddress);
    const inputs = { "k3s-version": version, mirror: url, timeout: "900" };
    const result = await machine.step(user, { action: "setup-cluster-tools", inputs, killAt, nextStep });
    for (const line of result.log.split("\n")) tell(`  ${line}`);
    return result;
  };
  /** What systemd knows of the service, and the version that its API serves. */
  const service = async () => {
    const names = ["ActiveState", "UnitFileState", "MainPID", "InvocationID"];
    const shown = await machine.shell(`systemctl show k3s ${names.map((name) => `-p ${name}`).join(" ")}`);
    const properties = Object.fromEntries(shown.split("\n").map((line) => line.split("=")));
    return { ...properties, served: await served("root", CONFIG) } as Record<string, string>;
  };
  const served = async (user: MachineUser, kubeconfig: string) => {
    const args = ["kubectl", `--kubeconfig=${kubeconfig}`, "get", "--raw=/version"];
    const { stdout, stderr } = await machine.run(user, K3S, ...args);
    return stdout ? (JSON.parse(stdout) as { gitVersion: string }).gitVersion : stderr;
  };
  const programs = () => machine.shell("cd /usr/local/bin; sha256sum k3s* 2>/dev/null || true");
  const units = () => machine.shell("ls -A /etc/systemd/system | grep k3s || true");

  test("without root, a first installation is refused and leaves nothing", async () => {
    const result = await setUp("visitor", FIRST);
    expect(result.exitCode).toBe(1);
    expect(faults(result)).toContain("needs root: K3s has to be installed");
    expect(mirror.requests).toEqual([]);
    expect(await programs()).toBe("");
    expect(await units()).toBe("");
  });

  test("a first installation that does not start is taken away again, and its last words are told", async () => {
    const result = await setUp("root", BROKEN);
    expect(result.exitCode).toBe(1);
    expect(faults(result)).toContain(
      `K3s ${BROKEN} ends by itself whenever it is started. It was taken away again.`,
    );
    expect(result.log).toContain("this build can't open its datastore");
    expect(await programs()).toBe("");
    expect(await units()).toBe("");
  });

  test("installs a service that serves, with a kubeconfig that the runner's user alone can read", async () => {
    const nextStep = [
      "stat -c '%a %U:%G' $KUBECONFIG",
      "k3s kubectl get --raw=/version",
      "k3s kubectl get namespaces --output=name",
      "sudo -u visitor cat $KUBECONFIG",
    ].join("; ");
    const result = await setUp("runner", FIRST, { nextStep });
    expect(faults(result)).toBe("");
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      "k3s-version": FIRST,
      "k3s-path": K3S,
      "k3s-result": "installed",
    });
    expect(await service()).toMatchObject({ ActiveState: "active", UnitFileState: "enabled", served: FIRST });
    expect(await machine.shell(`stat -c '%a %U:%G' ${K3S} ${CONFIG}`)).toBe("755 root:root\n600 root:root");
    expect(await programs()).not.toMatch(/k3s\./);
    expect(await units()).toBe("k3s.service");

    const kubeconfig = result.outputs.kubeconfig ?? "";
    expect(result.exported.env).toEqual({ KUBECONFIG: kubeconfig });
    expect(kubeconfig).not.toBe(CONFIG);
    expect(result.next).toContain("600 runner:runner");
    expect(result.next).toContain(`"gitVersion": "${FIRST}"`);
    expect(result.next).toContain("namespace/kube-system");
    expect(result.next).toMatch(/cat: .*Permission denied/);
  });

  test("the same version again touches nothing: same process, nothing downloaded", async () => {
    const before = await service();
    const result = await setUp("runner", FIRST);
    expect(result).toMatchObject({ exitCode: 0, outputs: { "k3s-result": "already-there" } });
    expect(mirror.requests).toEqual([]);
    expect(await service()).toEqual(before);
  });

  test("what can't be fetched whole leaves the running service untouched", async () => {
    const before = [await service(), await programs(), await units()];
    const [file, sums] = ["k3s", "sha256sum-amd64.txt"].map(
      (name) => `/k3s-io/k3s/releases/download/${SPOILT}/${name}`,
    ) as [string, string];
    mirror.files.set(file, Buffer.from("#!/bin/sh\necho not what was published\n"));
    mirror.files.set(sums, Buffer.from(`${"0".repeat(64)}  k3s\n`));
    const wrongSum = await setUp("runner", SPOILT);
    expect(wrongSum.exitCode).toBe(1);
    expect(faults(wrongSum)).toContain("is not what was published: its SHA-256 is");

    mirror.truncated.add(file);
    const truncated = await setUp("runner", SPOILT);
    expect(truncated.exitCode).toBe(1);
    expect(faults(truncated)).toContain("/k3s could not be downloaded");

    const unpublished = await setUp("runner", UNPUBLISHED);
    expect(unpublished.exitCode).toBe(1);
    expect(faults(unpublished)).toContain(`There is no K3s ${UNPUBLISHED}`);

    const vague = await setUp("runner", "stable");
    expect(vague.exitCode).toBe(1);
    expect(faults(vague)).toContain("no exact version of K3s");
    expect([await service(), await programs(), await units()]).toEqual(before);
  });

  test("an upgrade is in place: the same unit, options and data, the new version serves", async () => {
    await machine.shell(`echo 'write-kubeconfig-mode: "0644"' > /etc/rancher/k3s/config.yaml`);
    await machine.shell(`echo '# ours' >> /etc/systemd/system/k3s.service; systemctl daemon-reload`);
    await machine.shell(`${K3S} kubectl create configmap kept --from-literal=before=${FIRST}`);
    const before = await service();
    const result = await setUp("runner", SECOND);
    expect(faults(result)).toBe("");
    expect(result.outputs).toMatchObject({
      "k3s-version": SECOND,
      "k3s-result": "upgraded",
      kubeconfig: CONFIG,
    });
    expect(await served("visitor", CONFIG)).toBe(SECOND);
    expect(result.summary).toContain(FIRST);
    const after = await service();
    expect(after).toMatchObject({ ActiveState: "active", UnitFileState: "enabled", served: SECOND });
    expect(after.InvocationID).not.toBe(before.InvocationID);
    expect(await machine.shell("tail -1 /etc/systemd/system/k3s.service")).toBe("# ours");
    expect(await machine.shell(`${K3S} kubectl get configmap kept -o jsonpath={.data.before}`)).toBe(FIRST);
    expect(await programs()).not.toMatch(/k3s\./);
  });

  test("an upgrade to a program that does not start is taken back, and its last words are told", async () => {
    const before = await programs();
    const result = await setUp("runner", BROKEN);
    expect(result.exitCode).toBe(1);
    expect(faults(result)).toContain(
      `K3s ${BROKEN} ends by itself whenever it is started. K3s ${SECOND} is back and serves.`,
    );
    expect(result.log).toContain("this build can't open its datastore");
    expect(result.outputs).toEqual({});
    expect(await service()).toMatchObject({ ActiveState: "active", served: SECOND });
    expect(await programs()).toBe(before);
  });

  test("killed between putting the program in place and its start, the next run finishes", async () => {
    const before = await service();
    const killed = await setUp("runner", THIRD, { killAt: "Starting K3s" });
    expect(killed.exitCode).toBe(1);
    expect(killed.outputs).toEqual({});
    expect(await machine.shell(`${K3S} --version`)).toContain(THIRD);
    expect(await service()).toMatchObject({ MainPID: before.MainPID, served: SECOND });

    mirror.requests = [];
    const result = await setUp("runner", THIRD);
    expect(faults(result)).toBe("");
    expect(result).toMatchObject({ exitCode: 0, outputs: { "k3s-result": "started" } });
    expect(mirror.requests).toEqual([]);
    expect(await service()).toMatchObject({ ActiveState: "active", served: THIRD });
    expect(await programs()).not.toMatch(/k3s\./);
  });

  test("without root, an upgrade is refused, and the service goes on", async () => {
    const before = await service();
    const result = await setUp("visitor", "v1.34.5+k3s1");
    expect(result.exitCode).toBe(1);
    expect(faults(result)).toContain("needs root: K3s has to be upgraded");
    expect(mirror.requests).toEqual([]);
    expect(await service()).toEqual(before);
  });
});

/** The messages of the errors; the mirror's plain http is warned of at every run. */
function faults({ annotations }: StepResult): string {
  const errors = annotations.filter(({ level }) => level === "error");
  return errors.map(({ message }) => message).join("\n");
}

function seconds(began: number): string {
  return `${Math.round((Date.now() - began) / 1000)} s`;
}

/** Progress: under emulation a test takes minutes. */
function tell(line: string): void {
  process.stderr.write(`[machine] ${line}\n`);
}
