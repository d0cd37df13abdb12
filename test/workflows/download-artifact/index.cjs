// What the action does with one folder: an artifact's files are put at the path, which is made where it is not there.
const { cpSync, existsSync } = require("node:fs");
const { resolve, join } = require("node:path");

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? "";
const artifact = join(process.env.ARTIFACTS_FOLDER, input("name"));
if (!existsSync(artifact))
  throw new Error(`Unable to find any artifacts for the associated workflow: ${input("name")}`);
cpSync(artifact, resolve(process.env.GITHUB_WORKSPACE, input("path")), { recursive: true });
