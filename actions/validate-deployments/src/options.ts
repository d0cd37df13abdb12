import { connectionOptions, validateOptions } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...validateOptions, ...connectionOptions };
