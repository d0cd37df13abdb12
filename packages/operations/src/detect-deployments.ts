import {
  type Base,
  type DetectedChanges,
  detectChanges,
  findBase,
  type ReadFlowName,
  readFlowName,
} from "#change-detection";
import { FaultError } from "#diagnostics";
import type { Repository } from "#git";
import type { ConnectionInputs } from "#prefect-api";
import { connect } from "./connect.ts";
import { readRecord } from "./deployed-record.ts";
import { type FlowCatalog, type FlowReaderChoice, flowCatalog } from "./flow-catalog.ts";
import { openSource, type SourceOptions } from "./source-options.ts";

/** What the detection is for. Refs come from outside and are only data. */
export type DetectionEvent =
  /** A pull request into `target`, a branch or commit. */
  | { event: "pull-request"; target: string }
  /** Anything that deploys a branch; `before` is where it stood before the push, null where nothing tells. */
  | { event: "push"; before: string | null }
  /** Somebody named the base. */
  | { event: "comparison"; base: string };

export interface DetectOptions extends SourceOptions, FlowReaderChoice {
  for: DetectionEvent;
  /** Commit or ref to look at; what is checked out unless given. */
  head?: string | undefined;
  select: "changed" | "all";
  /** Globs of files whose change selects everything. */
  selectAllOn?: readonly string[];
  /** The server that the record of the deployed commit is read from; without an address nothing is recorded. */
  connection: ConnectionInputs;
}

/** Tells which deployments differ between two commits, and why; see `detectChanges`. */
export async function detectDeployments(options: DetectOptions): Promise<DetectedChanges> {
  const repository = await openSource(options);
  const head = await headCommit(repository, options.head);
  const detected = await detectChanges({
    ...options.files,
    repository,
    base: await baseOf(options, repository, head),
    head,
    selectAllOn: options.selectAllOn ?? [],
    readFlowName: await flowNamesAt(options, repository, head),
  });
  for (const fault of [...detected.broken, ...detected.warnings]) options.reporter.warning(fault);
  return detected;
}

/** Reads flow names at a commit. Python imports from the working tree, so it can tell only of what is checked out. */
export async function flowNamesAt(
  options: FlowReaderChoice & SourceOptions,
  repository: Repository,
  commit: string,
): Promise<ReadFlowName> {
  if (options.flowReader === "static" || commit !== (await repository.head())) return readFlowName;
  let catalog: FlowCatalog | undefined;
  return (tree, entrypoint, location) => {
    catalog ??= flowCatalog(options, tree, repository.root);
    return catalog.name(entrypoint, location);
  };
}

async function headCommit(repository: Repository, ref: string | undefined): Promise<string> {
  if (ref === undefined) return repository.head();
  const commit = await repository.fetchCommit(ref);
  if (commit !== null) return commit;
  throw new FaultError({
    message: `The head ${JSON.stringify(ref)} is neither in this clone nor on its remote.`,
    fix: "Check its name, and that the token may read the repository.",
  });
}

async function baseOf(options: DetectOptions, repository: Repository, head: string): Promise<Base> {
  if (options.select === "all") return { commit: null, why: "that is what was asked for" };
  if (options.for.event !== "push") return findBase(repository, options.for, head);
  const recorded = await recordedCommit(options, repository);
  return findBase(repository, { ...options.for, recorded }, head);
}

async function recordedCommit(options: DetectOptions, repository: Repository) {
  const { connection, env } = options;
  if (!connection.apiUrl && !env.PREFECT_API_URL) return null;
  return readRecord(await connect(options), options, repository);
}
