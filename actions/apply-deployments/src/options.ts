import { applyOptions, connectionOptions, gitTokenOption, planKeyOption } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...applyOptions, ...connectionOptions, ...gitTokenOption, ...planKeyOption };
