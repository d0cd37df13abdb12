// Compiles every TypeScript file of the repository into build/, from clean so that no old file lingers.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What package.json says of types and `#` imports, for the compiled files. */
const compiledPackage = {
  type: "module",
  // Lets the bundler leave out whatever a bundle does not use, such as the client of GitHub's API.
  sideEffects: false,
  imports: { "#real-parts": "./real-parts/index.js", "#*": "./packages/*/src/index.js" },
};

export function compile() {
  rmSync(`${root}/build`, { recursive: true, force: true });
  mkdirSync(`${root}/build`);
  writeFileSync(`${root}/build/package.json`, JSON.stringify(compiledPackage));
  const { status } = spawnSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, "-p", root], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) {
    copyFileSync(`${root}/node_modules/${wasm}`, `${root}/build/packages/flow-source/src/${basename(wasm)}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compile();
