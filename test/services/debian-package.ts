import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce } from "./cache.ts";

/**
 * Folder into which a Debian package was unpacked (`usr/bin/...`), without installing it: nothing on the machine
 * changes, no service starts, and no root is needed. Its dependencies must be on the machine already.
 */
export function debianPackage(name: string): Promise<string> {
  return installOnce(`debian-${name}`, async (folder) => {
    if ((await download(name, folder)) !== 0) {
      // A fresh machine has no list of packages yet; only root may fetch one.
      await runLocally("apt-get", ["update"]);
      const exitCode = await download(name, folder);
      if (exitCode !== 0) throw new Error(`apt-get download ${name} failed with exit code ${exitCode}.`);
    }
    const archive = (await readdir(folder)).find((file) => file.endsWith(".deb"));
    if (!archive) throw new Error(`apt-get download ${name} left no package.`);
    const { exitCode, stderr } = await runLocally("dpkg-deb", ["--extract", join(folder, archive), folder]);
    if (exitCode !== 0) throw new Error(`${archive} could not be unpacked: ${stderr}`);
    await rm(join(folder, archive));
  });
}

async function download(name: string, folder: string): Promise<number> {
  return (await runLocally("apt-get", ["download", "--quiet", name], { cwd: folder })).exitCode;
}
