/** The version of package.json, which a bundle can't read. */
export const VERSION = "0.1.0";
