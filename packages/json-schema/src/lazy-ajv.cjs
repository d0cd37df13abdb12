// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
let loaded;

/** Ajv for draft 2020-12, once a schema is compiled: loading it takes longer than many commands that compile none. */
function loadAjv() {
  loaded ??= require("ajv/dist/2020.js");
  return loaded;
}

module.exports = { loadAjv };
