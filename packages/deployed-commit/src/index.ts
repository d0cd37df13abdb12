export { ancestryIn } from "./ancestry.ts";
export { compareWithRecorded, type IsAncestor, type Relation, refuseOlderCommit } from "./compare.ts";
export { type DeployedCommit, readDeployedCommit, recordDeployedCommit } from "./deployed-commit.ts";
export { type CommittedUpdate, guardCommit } from "./guard-commit.ts";
export { type DeployedFiles, variableName } from "./variable-name.ts";
