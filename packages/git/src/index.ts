export type { ChangedFile } from "./changed-files.ts";
export type { CommitTree } from "./commit-tree.ts";
export { openRepository, type Repository, type RepositoryOptions } from "./repository.ts";
