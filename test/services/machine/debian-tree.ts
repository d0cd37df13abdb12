import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce } from "../cache.ts";

/** What of the packages nobody reads here. */
const LEFT_OUT = ["doc", "man", "locale", "info"].map((name) => `--exclude=./usr/share/${name}/*`);

/**
 * Folder into which Debian packages were unpacked with all that they depend on: a file system that needs nothing of
 * the machine it stands on. None of the packages' own scripts ran, and no root is needed. Made on first use.
 */
export function debianTree(key: string, packages: readonly string[]): Promise<string> {
  return installOnce(`${key}-tree`, (folder) => unpackDebianPackages(folder, packages));
}

/** Unpacks the packages and what they depend on into an empty `folder`. */
export async function unpackDebianPackages(folder: string, packages: readonly string[]): Promise<void> {
  const archives = `${folder}.archives`;
  try {
    await mkdir(join(archives, "partial"), { recursive: true });
    await download(archives, packages);
    // Where everything is below /usr, as on an installed Debian; the packages still bring /bin, /lib and /sbin.
    for (const name of ["bin", "sbin", "lib", "lib64"]) {
      await mkdir(join(folder, "usr", name), { recursive: true });
      await symlink(`usr/${name}`, join(folder, name));
    }
    for (const file of (await readdir(archives)).filter((name) => name.endsWith(".deb"))) {
      const script =
        'set -o pipefail; from=$1 to=$2; shift 2; dpkg-deb --fsys-tarfile "$from" | tar --extract --directory "$to" "$@"';
      const how = ["--keep-directory-symlink", "--preserve-permissions", ...LEFT_OUT];
      await must("bash", ["-c", script, "unpack", join(archives, file), folder, ...how]);
    }
  } finally {
    await rm(archives, { recursive: true, force: true });
  }
}

/** Path and first arguments that start a program of a tree on this machine, with the tree's own libraries. */
export function programOf(tree: string, program: string): [string, ...string[]] {
  const libraries = join(tree, "usr/lib/x86_64-linux-gnu");
  const loader = join(libraries, "ld-linux-x86-64.so.2");
  // The folder below is where QEMU's build of libpulse keeps its common part.
  return [loader, "--library-path", `${libraries}:${libraries}/pulseaudio`, join(tree, program)];
}

async function download(archives: string, packages: readonly string[]): Promise<void> {
  // With no package installed as far as apt knows, it brings every dependency.
  const status = join(archives, "status");
  await writeFile(status, "");
  const options = [
    `Dir::State::status=${status}`,
    `Dir::Cache::archives=${archives}`,
    "Dir::Cache::pkgcache=",
    "Dir::Cache::srcpkgcache=",
    "Debug::NoLocking=1",
  ].map((option) => `--option=${option}`);
  const args = ["install", "--download-only", "--yes", "--quiet", "--no-install-recommends", ...options];
  const first = await runLocally("apt-get", [...args, ...packages]);
  if (first.exitCode === 0) return;
  // A fresh machine has no list of packages yet, and an old list names files that are gone; only root may fetch one.
  await runLocally("apt-get", ["update"]);
  await must("apt-get", [...args, ...packages]);
}

/** Runs a command that has to succeed. */
export async function must(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runLocally(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}
