export { ancestryIn } from "./ancestry.ts";
export {
  type Archive,
  type ArchiveChange,
  type Archived,
  isSameArchive,
  NOTHING_ARCHIVED,
  withArchiveChange,
} from "./archive.ts";
export { changeArchive, readArchive } from "./archive-record.ts";
export { readDeployedCommits, recordDeployedCommit } from "./commit-record.ts";
export {
  type CommitTarget,
  commitVariable,
  type DeployedFiles,
  namesScope,
  type UpdatedWorkPool,
} from "./commit-target.ts";
export { compareWithRecorded, type IsAncestor, type Relation, refuseOlderCommit } from "./compare.ts";
export {
  bareCommit,
  type DeployedCommit,
  type DeployedCommits,
  type DeploymentCounts,
  KEPT_COMMITS,
} from "./deployed-commit.ts";
export { type CommittedUpdate, type GivenWithCommit, guardCommit } from "./guard-commit.ts";
export { type Change, type Contents, changed, contentsOf } from "./inventory/contents.ts";
export { hashOf } from "./inventory/entry.ts";
export { type Holder, type Holders, ownerOf, readHolders, releaseFromOthers } from "./inventory/holders.ts";
export { Inventory } from "./inventory/inventory.ts";
export { RECORD_KINDS, type RecordKind } from "./kinds.ts";
export type { Records } from "./record.ts";
export { type OwningHelmRelease, readRelease, recordRelease, releaseVariable } from "./release-record.ts";
export { forgetResumed } from "./resumed-schedules.ts";
export {
  forgetTemporary,
  readTemporary,
  recordTemporary,
  type TemporaryTemplate,
} from "./temporary-template.ts";
export { type BegunRun, begun, NOTHING_UNFINISHED, settled, type Unfinished } from "./unfinished.ts";
export { changeUnfinished, readUnfinished } from "./unfinished-record.ts";
