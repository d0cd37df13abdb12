// `npm run docs`: fills the tables of every action's README and writes action-catalog.md and what the help says.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";
import { node24, setUp } from "./setup.mjs";

setUp();
compile();
const generator = fileURLToPath(new URL("../build/docs-generator/main.js", import.meta.url));
const { status } = spawnSync(node24, [generator], { stdio: "inherit" });
process.exit(status ?? 1);
