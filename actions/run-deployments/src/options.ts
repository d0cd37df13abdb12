import { connectionOptions, gitTokenOption, runOptions } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...runOptions, ...connectionOptions, ...gitTokenOption };
