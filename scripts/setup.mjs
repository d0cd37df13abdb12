// Installs the locked npm packages when they aren't there yet. Runs before anything else, so it imports nothing of them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}/node_modules/.prefect-cicd-lock`;

export function setUp() {
  const wanted = createHash("sha256")
    .update(readFileSync(`${root}/package-lock.json`))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing the npm packages of package-lock.json ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}

/** Path of the Node 24 that the actions run on; it comes as an npm package. */
export const node24 = `${root}/node_modules/node/bin/node`;

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
