import lazy from "./lazy-ajv.cjs";

/** Ajv for draft 2020-12; loaded when it is first asked for. */
export const loadAjv: typeof lazy.loadAjv = () => lazy.loadAjv();
