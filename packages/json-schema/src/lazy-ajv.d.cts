declare const lazy: { loadAjv(): typeof import("ajv/dist/2020.js") };
export = lazy;
