import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { runLocally } from "#command";
import { Server } from "./process.ts";
import { projectRoot } from "./project-root.ts";

/**
 * A machine within this one, with a systemd of its own as process 1. It sees this machine's files, and what it writes
 * goes to memory and is gone with it: only the temporary folder is common to both. Network and clock are this machine's.
 */
export interface SystemdMachine {
  /** What to put before a command and its arguments so that it runs in there, as root. */
  enter: readonly string[];
  /** Standard output of a command in there; fails unless it succeeds. */
  run(command: string, ...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Makes the machine's file system in namespaces of its own, and becomes its systemd. */
const BOOT = `
layer=$1; shared=$2; project=$3
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
cd "$layer/root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount --bind "$shared" "./$shared"
mount --bind "$project" "./$project"
ln -sf /dev/null etc/systemd/system/tmp.mount
exec env --ignore-environment container=test PATH="$PATH" chroot . /lib/systemd/systemd --system --unit=basic.target --show-status=no
`;

/** Starts one (about 2 s). Needs root, and systemd's program on this machine. */
export async function startSystemdMachine(layer: string): Promise<SystemdMachine> {
  const namespaces = ["--mount", "--pid", "--cgroup", "--uts", "--ipc", "--fork", "--kill-child"];
  const script = ["bash", "-euc", BOOT, "boot", layer, tmpdir(), projectRoot];
  const server = await Server.start("unshare", [...namespaces, ...script]);
  let enter: string[] = [];
  const run = async (command: string, ...args: string[]) => {
    const [program = "", ...first] = enter;
    const { exitCode, stdout, stderr } = await runLocally(program, [...first, command, ...args]);
    if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stdout}${stderr}`);
    return stdout;
  };
  await server.waitUntil(async () => {
    const systemd = await lastChild(server.pid);
    if ((await readFile(`/proc/${systemd}/comm`, "utf8")).trim() !== "systemd") return false;
    const common = ["--mount", "--pid", "--cgroup", "--uts", "--ipc", "--root", "--wd"];
    enter = ["nsenter", `--target=${systemd}`, ...common, "--"];
    return /running|degraded/.test(await run("sh", "-c", "systemctl is-system-running || true"));
  }, 60);
  return { enter, run, stop: () => server.stop() };
}

/** The process at the end of a chain of first children: `timeout`, `unshare`, and what it became. */
async function lastChild(pid: number): Promise<number> {
  const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").filter(Boolean);
  const comm = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
  return child === undefined || comm === "systemd" ? pid : lastChild(Number(child));
}
