// What astral-sh/setup-uv does where no version is asked for: uv is on the path of the steps after it.
const { execFileSync } = require("node:child_process");
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");

const { INPUT_VERSION, GITHUB_PATH, GITHUB_OUTPUT, UV_FOLDER } = process.env;
if (INPUT_VERSION) throw new Error("Another version of uv is asked for.");
const version = execFileSync(join(UV_FOLDER, "uv"), ["--version"], { encoding: "utf8" }).split(" ")[1];
appendFileSync(GITHUB_PATH, `${UV_FOLDER}\n`);
appendFileSync(GITHUB_OUTPUT, `uv-version=${version}\n`);
