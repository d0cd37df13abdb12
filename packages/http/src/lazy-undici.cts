// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
import type undici = require("undici");

let loaded: typeof undici | undefined;

/** undici, once something is sent: loading it takes longer than many commands that send nothing. */
function loadUndici(): typeof undici {
  loaded ??= require("undici") as typeof undici;
  return loaded;
}

export = { loadUndici };
