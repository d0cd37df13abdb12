// Jest's transform: Node's own type stripping, which leaves every character where it was, so that no source map is needed.
const { createHash } = require("node:crypto");
const { stripTypeScriptTypes } = require("node:module");

module.exports = {
  process: (text) => ({ code: stripTypeScriptTypes(text) }),
  getCacheKey: (text, path) =>
    createHash("sha256").update(`${process.version} ${path}\0${text}`).digest("hex"),
};
