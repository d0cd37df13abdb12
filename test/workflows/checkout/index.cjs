// What actions/checkout does with `fetch-depth: 0`: all branches and tags as remote ones, the wanted ref checked out
// without a branch. Anything that the workflows do not use is refused.
const { execFileSync } = require("node:child_process");
const { mkdirSync, readdirSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
if (input("persist-credentials") !== "false") throw new Error("The checkout keeps credentials.");
if (input("fetch-depth") !== "0") throw new Error("The checkout has no history.");

const folder = join(process.env.GITHUB_WORKSPACE, input("path"));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
const git = (...args) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
git("init", "--quiet");
git("remote", "add", "origin", process.env.CHECKOUT_REMOTE);
git("fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*");
git("fetch", "--quiet", "origin", input("ref"));
git("checkout", "--quiet", "--force", "--detach", "FETCH_HEAD");
console.log(`${input("ref")} is ${git("rev-parse", "HEAD")}`);
