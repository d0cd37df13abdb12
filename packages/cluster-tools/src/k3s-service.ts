import { setTimeout as sleep } from "node:timers/promises";
import type { RunCommand } from "#command";
import { FaultError } from "#diagnostics";
import { PATIENCE } from "./installed.ts";

export const SERVICE = "k3s.service";
export const UNIT_FILE = `/etc/systemd/system/${SERVICE}`;
export const KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";

/** The service of a machine's K3s, through systemd. */
export interface ServiceState {
  /** Whether there is a unit, ours or another's. */
  loaded: boolean;
  active: boolean;
  /** How often systemd has started it again since it was last told to, because it had ended by itself. */
  restarts: number;
}

/**
 * The unit that a first installation gets. As K3s' own installer has it (`create_systemd_service_file` in install.sh of
 * github.com/k3s-io/k3s): `Type=notify`, since K3s says when it is ready; `KillMode=process`, so that pods go on while
 * K3s itself is restarted; and the same environment files, so that its configuration is found where K3s' documentation
 * says (`/etc/rancher/k3s/config.yaml` is read by K3s).
 */
export function k3sUnit(binary: string): string {
  return `[Unit]
Description=Lightweight Kubernetes
Documentation=https://docs.k3s.io
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/k3s
EnvironmentFile=-/etc/sysconfig/k3s
EnvironmentFile=-${UNIT_FILE}.env
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${binary} server
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s

[Install]
WantedBy=multi-user.target
`;
}

/** What systemd knows of the service. Fails where there is no systemd to ask. */
export async function serviceState(run: RunCommand): Promise<ServiceState> {
  const properties = ["--property=LoadState", "--property=ActiveState", "--property=NRestarts"];
  const { exitCode, stdout, stderr } = await run("systemctl", ["show", SERVICE, ...properties]).catch(() => ({
    exitCode: 1,
    stdout: "",
    stderr: "there is no systemctl",
  }));
  if (exitCode !== 0) {
    throw new FaultError({
      code: "machine-unfit",
      message: `Input \`k3s-version\` needs systemd to run K3s, and it does not answer: ${stderr.trim().split("\n")[0]}.`,
      fix: "Run the job on a virtual machine of its own, not in a container.",
    });
  }
  return {
    loaded: /^LoadState=loaded$/m.test(stdout),
    active: /^ActiveState=active$/m.test(stdout),
    restarts: Number(/^NRestarts=(\d+)$/m.exec(stdout)?.[1] ?? 0),
  };
}

/** The version that the machine's K3s serves now; undefined where its API doesn't answer. */
export async function servedVersion(run: RunCommand, binary: string): Promise<string | undefined> {
  try {
    const args = ["kubectl", "get", "--raw=/version", "--request-timeout=5s"];
    // The first `k3s kubectl` of a version unpacks what K3s carries within itself, which takes long on a slow disk.
    const { exitCode, stdout } = await run(binary, args, { timeout: PATIENCE });
    return exitCode === 0 ? /"gitVersion":\s*"(v[^"]+)"/.exec(stdout)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** What came of a restart: it serves, it ended by itself over and over, or its time is up. */
export type Restarted = "serves" | "ends" | "late";

/** So often systemd starts a K3s again that ends by itself, before it is given up; a machine that boots may need one. */
const ENDS = 5;

/** Restarts the service and waits until it is active and serves `version`, for at most `seconds`. */
export async function restartUntilServed(
  root: RunCommand,
  binary: string,
  version: string,
  seconds: number,
): Promise<Restarted> {
  const deadline = Date.now() + seconds * 1000;
  // So that systemd counts from here on.
  await root("systemctl", ["reset-failed", SERVICE]);
  // Doesn't wait by itself: with TimeoutStartSec=0 it would wait for ever for a K3s that hangs.
  const { exitCode } = await root("systemctl", ["restart", "--no-block", SERVICE]);
  if (exitCode !== 0) return "ends";
  do {
    await sleep(1000);
    const { active, restarts } = await serviceState(root);
    if (active && (await servedVersion(root, binary)) === version) return "serves";
    if (!active && restarts >= ENDS) return "ends";
  } while (Date.now() < deadline);
  return "late";
}
