/** The version of package.json, which a bundle can't read; `npm run rename` changes both. */
export const VERSION = "0.1.0";
