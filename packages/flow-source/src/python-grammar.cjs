// CommonJS on purpose: only there is it known where this file lies, in a bundle as in the sources.
const fs = require("node:fs");
const path = require("node:path");

async function loadParser() {
  // Loaded where a flow is read: many commands read none.
  const { Language, Parser } = require("web-tree-sitter");
  await Parser.init({ wasmBinary: read("web-tree-sitter", "web-tree-sitter.wasm") });
  return new Parser().setLanguage(await Language.load(read("tree-sitter-python", "tree-sitter-python.wasm")));
}

/** The build puts the files beside the bundle; the sources find them in their packages. */
function read(name, file) {
  const beside = path.join(__dirname, file);
  return fs.readFileSync(fs.existsSync(beside) ? beside : require.resolve([name, file].join("/")));
}

module.exports = { loadParser };
