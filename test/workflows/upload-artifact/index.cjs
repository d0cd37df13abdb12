// What both actions do with one folder: its files, without hidden ones, are kept under the artifact's name.
const { cpSync, existsSync, readdirSync } = require("node:fs");
const { basename, join } = require("node:path");

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
if (input("if-no-files-found") !== "error") throw new Error("A missing artifact would pass.");

const folder = join(process.env.GITHUB_WORKSPACE, input("path"));
if (!existsSync(folder) || readdirSync(folder).length === 0)
  throw new Error(`There is nothing at ${input("path")}.`);
const target = join(process.env.ARTIFACTS_FOLDER, input("name"));
cpSync(folder, target, {
  recursive: true,
  filter: (path) => path === folder || !basename(path).startsWith("."),
});
