// `node tools/setup/run.mjs tools/demo/main [arguments]`: sets up, then runs one of our programs on the Node 24 that
// actions run on.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { node24, setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [program, ...args] = process.argv.slice(2);

setUp();
const running = spawn(node24, [`${root}/${program}.ts`, ...args], { stdio: "inherit" });
// Ctrl-C reaches the program by itself; it stops its servers, and only then this process ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => running.kill("SIGTERM"));
running.on("exit", (code) => process.exit(code ?? 1));
