// What both actions do with one folder or file: its files, without hidden ones, are kept under the artifact's name.
const { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } = require("node:fs");
const { basename, join, resolve } = require("node:path");

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
if (input("if-no-files-found") !== "error") throw new Error("A missing artifact would pass.");

const path = resolve(process.env.GITHUB_WORKSPACE, input("path"));
const isFile = existsSync(path) && statSync(path).isFile();
if (!existsSync(path) || (!isFile && readdirSync(path).length === 0))
  throw new Error(`There is nothing at ${input("path")}.`);
const target = join(process.env.ARTIFACTS_FOLDER, input("name"));
if (existsSync(target)) {
  if (input("overwrite") !== "true") throw new Error(`An artifact ${input("name")} is there already.`);
  rmSync(target, { recursive: true });
}
mkdirSync(target, { recursive: true });
cpSync(path, isFile ? join(target, basename(path)) : target, {
  recursive: true,
  filter: (one) => one === path || !basename(one).startsWith("."),
});
