declare const lazy: { loadRe2(): typeof import("re2js").RE2JS };
export = lazy;
