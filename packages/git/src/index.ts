export type { ChangedFile } from "./changed-files.ts";
export type { CommitTree } from "./commit-tree.ts";
export { type RemoteAccess, remoteAccess } from "./remote-access.ts";
export { openRepository, type Repository, type RepositoryOptions } from "./repository.ts";
export { canonicalRepository } from "./repository-address.ts";
export { repositoryPath } from "./repository-path.ts";
export { shortCommit } from "./short-commit.ts";
