// CommonJS on purpose: a `require` in a function loads late and stays in the bundle, where a dynamic import would split it.
let loaded;

/**
 * What is used of undici, once something is sent. Its files by name: the package's index would load `fetch`, WebSockets,
 * caches and mocks besides, which takes as long again as everything that a small command does.
 */
function loadUndici() {
  if (loaded) return loaded;
  const api = require("undici/lib/api");
  // As the index does: a tunnel through a proxy is opened by a dispatcher's own `connect`.
  Object.assign(require("undici/lib/dispatcher/dispatcher").prototype, api);
  loaded = {
    request: api.request,
    Agent: require("undici/lib/dispatcher/agent"),
    Pool: require("undici/lib/dispatcher/pool"),
    ProxyAgent: require("undici/lib/dispatcher/proxy-agent"),
  };
  return loaded;
}

module.exports = { loadUndici };
