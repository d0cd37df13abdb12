import { connectionOptions, deleteArchivedOptions, gitTokenOption } from "#operations";

/** What a user can set; action.yml is made of it. */
export const options = { ...deleteArchivedOptions, ...connectionOptions, ...gitTokenOption };
