declare const lazy: { loadUndici(): typeof import("undici") };
export = lazy;
