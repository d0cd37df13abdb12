import { connectionOptions, gitTokenOption, planKeyOption, planOnlyOptions } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...planOnlyOptions, ...connectionOptions, ...gitTokenOption, ...planKeyOption };
