// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
let loaded;

/** undici, once something is sent: loading it takes longer than many commands that send nothing. */
function loadUndici() {
  loaded ??= require("undici");
  return loaded;
}

module.exports = { loadUndici };
