// `npm run demo`: sets up what the demo needs, then runs it on Node 24 like everything that the actions do.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { node24, setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

setUp();
const { compile } = await import("./compile.mjs");
compile();
const demo = spawn(node24, [`${root}/build/demo/main.js`, ...process.argv.slice(2)], { stdio: "inherit" });
// Ctrl-C reaches the demo by itself; it stops its servers, and only then this process ends.
process.on("SIGINT", () => {});
demo.on("exit", (code) => process.exit(code ?? 1));
