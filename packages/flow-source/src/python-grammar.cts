// CommonJS on purpose: tree-sitter's ESM build can't be bundled by ncc (`createRequire is not a function`).
// The two .wasm files stand beside the compiled file (scripts/compile.mjs puts them there), where ncc finds them.
import fs = require("node:fs");
import path = require("node:path");
import treeSitter = require("web-tree-sitter");

async function loadParser(): Promise<treeSitter.Parser> {
  const engine = fs.readFileSync(path.join(__dirname, "web-tree-sitter.wasm"));
  const grammar = fs.readFileSync(path.join(__dirname, "tree-sitter-python.wasm"));
  await treeSitter.Parser.init({ wasmBinary: engine });
  return new treeSitter.Parser().setLanguage(await treeSitter.Language.load(grammar));
}

export = { loadParser };
