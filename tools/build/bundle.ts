import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { projectRoot } from "#services";
import { licensesOf } from "./licenses.ts";

/** A program that is committed as one file. */
export interface Bundle {
  /** Its source, from the repository's root. */
  entry: string;
  /** The folder that it alone fills. */
  folder: string;
}

/** What a bundle was made of: each file with the SHA-256 of its content. */
export type Inputs = Readonly<Record<string, string>>;

/** Files that the Python parser reads when it is first used, by the package that they come from. */
const WASM = { "web-tree-sitter.wasm": "web-tree-sitter", "tree-sitter-python.wasm": "tree-sitter-python" };

/**
 * Makes a bundle from clean: `index.cjs`, the licenses of the packages in it, and the WebAssembly that it reads. The same
 * sources give the same bytes. Returns what it was made of.
 */
export async function makeBundle({ entry, folder }: Bundle): Promise<Inputs> {
  const target = join(projectRoot, folder, "index.cjs");
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: target,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    // Actions run on Node 24, the command line and the pre-commit hook on 20 too.
    target: "node20",
    // Packages with both forms are taken as modules, of which what nobody uses is left out.
    mainFields: ["module", "main"],
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    legalComments: "none",
    logLevel: "warning",
    plugins: [lean],
  });
  const [code] = outputFiles;
  if (!code) throw new Error(`${entry} gave no bundle.`);
  await rm(dirname(target), { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code.contents);
  await chmod(target, 0o755);
  const files = Object.keys(metafile.inputs);
  await writeFile(join(dirname(target), "licenses.txt"), await licensesOf(files));
  const require = createRequire(import.meta.url);
  for (const [wasm, name] of Object.entries(WASM)) {
    if (code.text.includes(wasm)) {
      await copyFile(require.resolve(`${name}/${wasm}`), join(dirname(target), wasm));
    }
  }
  return hashesOf(files);
}

/**
 * Leaves out what only costs time at each start (a tenth of a second for one selected deployment counts): the parts of
 * the runner's packages that nobody uses, OpenID tokens with an HTTP client and its tunnels among them, which these
 * packages don't mark as free of side effects; and Node's HTTP/2, which undici loads and never uses unless asked.
 */
const lean: Plugin = {
  name: "lean",
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^@actions\//, namespace: "file" }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === "resolved") return undefined;
      return { ...(await resolve(path, { ...rest, pluginData: "resolved" })), sideEffects: false };
    });
    onResolve({ filter: /^node:http2$/ }, () => ({ path: "http2", namespace: "left-out" }));
    // What undici does itself where Node was built without HTTP/2.
    onLoad({ filter: /./, namespace: "left-out" }, () => ({
      contents: "module.exports = { constants: {} };",
    }));
  },
};

/** The files as they are now; one that is gone has no hash. */
export async function hashesOf(files: readonly string[]): Promise<Inputs> {
  const hashes = files.map(async (file) => {
    const content = await readFile(join(projectRoot, file)).catch(() => undefined);
    return [file, content === undefined ? "" : createHash("sha256").update(content).digest("hex")] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}
