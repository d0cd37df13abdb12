import { createHash } from "node:crypto";
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { installOnce } from "../cache.ts";
import { debianTree, must, programOf, unpackDebianPackages } from "./debian-tree.ts";

/** Where the machine finds what its maker gives it to read. */
export const GIVEN = "/opt/given";

const PACKAGES = [
  ...["systemd-sysv", "dbus", "linux-image-cloud-amd64", "kmod", "qemu-guest-agent", "busybox-static"],
  ...["base-files", "base-passwd", "usr-is-merged", "bash", "dash", "coreutils", "findutils", "grep", "sed"],
  ...["tar", "gzip", "util-linux", "procps", "sudo", "libstdc++6"],
];

/** Users beside root: one who may become root as on a hosted runner, and one who may not. */
const PASSWD = `messagebus:x:100:100::/nonexistent:/usr/sbin/nologin
runner:x:1001:1001::/home/runner:/bin/bash
visitor:x:1002:1002::/home/visitor:/bin/bash
`;

/**
 * The first process: gives the machine its devices, network and files, and becomes systemd. The machine's few devices
 * need no udev, whose start takes longer than all the rest.
 */
const INIT = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
modprobe -a virtio_pci virtio_net virtio_console virtio_rng
busybox ip link set lo up
busybox ip address add 10.0.2.15/24 dev eth0
busybox ip link set eth0 up
busybox ip route add default via 10.0.2.2
mount -o ro /dev/nvme1n1 ${GIVEN}
# Whoever made the disk without being root owns every file on it.
if [ "$(stat --format=%u /usr)" != 0 ]; then
  chown --recursive --no-dereference 0:0 /etc /home /opt /root /srv /usr /var
  chmod u+s /usr/bin/sudo
fi
for user in runner visitor; do
  install --directory --owner=$user --group=$user /home/$user
done
exec /usr/lib/systemd/systemd
`;

/** Carries the commands of the machine's maker; QEMU's guest agent, without the udev that Debian's unit waits for. */
const AGENT = `[Unit]
Description=QEMU guest agent
[Service]
ExecStart=/bin/sh -c 'exec qemu-ga --method=virtio-serial --path /dev/vport*p*'
Restart=always
RestartSec=1
StandardError=journal+console
`;

const FILES: Record<string, string> = {
  "etc/hostname": "machine\n",
  "etc/hosts": "127.0.0.1 localhost machine\n",
  "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
  "etc/sudoers.d/runner": "runner ALL=(ALL) NOPASSWD: ALL\n",
  "etc/systemd/system/agent.service": AGENT,
  "usr/sbin/machine-init": INIT,
  ...Object.fromEntries(
    ["auth", "account", "password", "session", "session-noninteractive"].map((name) => [
      `etc/pam.d/common-${name}`,
      `${name.replace(/-.*/, "")} required pam_permit.so\n`,
    ]),
  ),
};

/** Units that would wait for devices or log-ins which the machine doesn't have. */
const MASKED = [
  ...["systemd-udevd.service", "systemd-udev-trigger.service", "systemd-udevd-control.socket"],
  ...["systemd-udevd-kernel.socket", "systemd-logind.service", "getty.target"],
];

/** A bootable system: Debian's kernel and systemd. */
export interface MachineImage {
  kernel: string;
  /** File with an ext4 file system. Must not be written to: every machine starts from it. */
  disk: string;
}

/** Makes the system of Debian's packages on first use (about 30 s). */
export async function machineImage(): Promise<MachineImage> {
  const content = JSON.stringify([2, PACKAGES, PASSWD, FILES, MASKED]);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const folder = await installOnce(`machine-${hash}`, async (target) => {
    const tree = join(target, "tree");
    await mkdir(tree);
    await unpackDebianPackages(tree, PACKAGES);
    await furnish(tree);
    await makeDisk(tree, join(target, "disk"), 3000);
    const [kernel = ""] = (await readdir(join(tree, "boot"))).filter((name) => name.startsWith("vmlinuz"));
    await cp(join(tree, "boot", kernel), join(target, "kernel"));
    await rm(tree, { recursive: true, force: true });
  });
  return { kernel: join(folder, "kernel"), disk: join(folder, "disk") };
}

/** What the packages' own scripts would have done, as far as the machine needs it. */
async function furnish(tree: string): Promise<void> {
  const master = (name: string) => readFile(join(tree, "usr/share/base-passwd", `${name}.master`), "utf8");
  await writeFile(join(tree, "etc/passwd"), (await master("passwd")) + PASSWD);
  const groups = PASSWD.replace(/^(\w+:x:\d+):.*/gm, "$1:");
  await writeFile(join(tree, "etc/group"), (await master("group")) + groups);
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
  await chmod(join(tree, "usr/sbin/machine-init"), 0o755);
  const units = join(tree, "etc/systemd/system");
  for (const unit of MASKED) await symlink("/dev/null", join(units, unit));
  await mkdir(join(units, "multi-user.target.wants"), { recursive: true });
  await symlink("../agent.service", join(units, "multi-user.target.wants/agent.service"));
  for (const folder of [GIVEN, "usr/local/bin"]) await mkdir(join(tree, folder), { recursive: true });
  const [kernelRelease = ""] = await readdir(join(tree, "usr/lib/modules"));
  const [loader, ...first] = programOf(tree, "usr/bin/kmod");
  await must(loader, ["--argv0", "depmod", ...first, "-b", tree, kernelRelease]);
}

/** Writes the files of a folder into a new file with an ext4 file system of so many MiB. */
export async function makeDisk(folder: string, file: string, mebibytes: number): Promise<void> {
  await writeFile(file, "");
  await truncate(file, mebibytes * 2 ** 20);
  const [loader, ...first] = programOf(await emulatorTree(), "usr/sbin/mke2fs");
  await must(loader, [...first, "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-d", folder, file]);
}

/** Folder with QEMU and what makes its disks. */
export function emulatorTree(): Promise<string> {
  return debianTree("qemu", ["qemu-system-x86", "seabios", "e2fsprogs"]);
}
