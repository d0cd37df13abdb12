// Installs the locked npm packages where they aren't there yet. Runs before anything else and on any Node from 20 on, so
// it is plain JavaScript and imports nothing of ours.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Path of the Node 24 that the actions run on; it comes as an npm package, and runs TypeScript as it stands. */
export const node24 = `${root}/node_modules/node/bin/node`;

export function setUp() {
  if (isInstalled()) return;
  console.log("Installing the npm packages of package-lock.json ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Whether npm's own record of what it installed names what the lock file names; an `npm ci` by hand counts too. */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  return (
    installed !== undefined &&
    Object.entries(wanted ?? {}).every(
      // What is for another system is not installed, and "" is the project itself.
      ([path, { integrity, optional }]) =>
        path === "" || optional || installed[path]?.integrity === integrity,
    )
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(`${root}/${lockFile}`, "utf8")).packages;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
