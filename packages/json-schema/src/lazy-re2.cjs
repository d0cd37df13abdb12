// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
let loaded;

/** RE2, once a pattern is checked: few schemas have one. */
function loadRe2() {
  loaded ??= require("re2js").RE2JS;
  return loaded;
}

module.exports = { loadRe2 };
