import { connectionOptions, detectOptions, gitTokenOption, previousHeadOption } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...detectOptions, ...previousHeadOption, ...connectionOptions, ...gitTokenOption };
