// Bundles every action into actions/<name>/dist, and the command line into cli/dist, from clean: the same sources give
// the same bytes.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function build() {
  compile();
  const { default: ncc } = await import("@vercel/ncc");
  const names = readdirSync(`${root}/actions`).filter((name) =>
    existsSync(`${root}/actions/${name}/src/main.ts`),
  );
  for (const name of names) {
    await bundle(ncc, `${root}/build/actions/${name}/src/main.js`, `${root}/actions/${name}/dist/index.cjs`);
    if (existsSync(`${root}/actions/${name}/src/post.ts`)) {
      await bundle(
        ncc,
        `${root}/build/actions/${name}/src/post.js`,
        `${root}/actions/${name}/dist/post/index.cjs`,
      );
    }
  }
  await bundle(ncc, `${root}/build/packages/cli/src/main.js`, `${root}/cli/dist/index.cjs`);
  chmodSync(`${root}/cli/dist/index.cjs`, 0o755);
}

async function bundle(ncc, entry, target) {
  const folder = target.slice(0, target.lastIndexOf("/"));
  const { code, assets } = await ncc(entry, {
    esm: false,
    filename: "index.cjs",
    cache: false,
    quiet: true,
    license: "licenses.txt",
    target: "es2022",
  });
  if (code.includes("__nccwpck_require__.ab +"))
    throw new Error(`${entry}: ncc took a path for a file of the bundle; don't join one to a constant name.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(target, code);
  for (const [file, { source }] of Object.entries(assets)) {
    if (file.endsWith(".js"))
      throw new Error(`${entry}: a dynamic import made the chunk ${file}; import it statically.`);
    if (file === "licenses.txt") writeFileSync(`${folder}/${file}`, source);
  }
  for (const wasm of ["web-tree-sitter.wasm", "tree-sitter-python.wasm"]) {
    if (code.includes(wasm))
      copyFileSync(`${root}/build/packages/flow-source/src/${wasm}`, `${folder}/${wasm}`);
  }
  console.log(`${target.slice(root.length)}: ${Math.round(readFileSync(target).length / 1024)} KiB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
