// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
let loaded;

/**
 * What is used of undici, once something is sent. Its files by name: the package's index would load `fetch`, WebSockets,
 * caches and mocks besides, which takes as long again as everything that a small command does.
 */
function loadUndici() {
  loaded ??= {
    request: require("undici/lib/api").request,
    Agent: require("undici/lib/dispatcher/agent"),
    Pool: require("undici/lib/dispatcher/pool"),
    ProxyAgent: require("undici/lib/dispatcher/proxy-agent"),
  };
  return loaded;
}

module.exports = { loadUndici };
