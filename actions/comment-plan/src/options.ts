import { commentOptions, commentTokenOption, deployedCommitsOption } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...commentOptions, ...deployedCommitsOption, ...commentTokenOption };
