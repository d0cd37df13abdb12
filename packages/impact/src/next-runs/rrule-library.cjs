// CommonJS on purpose: of this package Node finds no named exports, and a bundle no default one.
module.exports = require("rrule");
