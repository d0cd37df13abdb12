import { mkdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { lock } from "proper-lockfile";

/** The user's cache folder of this project: every clone on a machine shares what was installed there. */
export const cacheRoot = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "prefect-cicd");

/**
 * Returns the folder of an installed part, installing it when it isn't there. `key` names the part and
 * everything its content depends on (version, hash of its lock file). Two processes that ask at once wait for
 * each other; an installation that died half-way is cleared and made again.
 */
export async function installOnce(key: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot, key);
  const done = join(folder, ".installed");
  if (await exists(done)) return folder;
  await mkdir(cacheRoot, { recursive: true });
  // Known by the part's own folder, so that one part can install another within its own installation.
  const release = await lock(folder, {
    realpath: false,
    lockfilePath: `${folder.replaceAll("/", "_").replace(/^_/, `${cacheRoot}/.lock-`)}`,
    retries: { retries: 900, minTimeout: 1000, maxTimeout: 1000 },
    stale: 20_000,
  });
  try {
    if (await exists(done)) return folder;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await install(folder);
    // Written last: its presence says that everything before it is whole.
    await mkdir(`${done}.part`);
    await rename(`${done}.part`, done);
    return folder;
  } finally {
    await release();
  }
}

/** Whether the part of this key is installed already, so that using it takes no time. */
export function isInstalled(key: string): Promise<boolean> {
  return exists(join(cacheRoot, key, ".installed"));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
