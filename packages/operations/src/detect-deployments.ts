import {
  type Base,
  type DetectedChanges,
  detectChanges,
  findBase,
  type ReadFlowName,
  readFlowName,
} from "#change-detection";
import type { CiRun } from "#ci-run";
import { FaultError } from "#diagnostics";
import type { Repository } from "#git";
import type { ConnectionInputs } from "#prefect-api";
import { connect } from "./connect.ts";
import type { DetectValues, FlowReaderValues } from "./options/index.ts";
import { readRecord } from "./record.ts";
import { openSource, projectFiles } from "./source.ts";
import { type FlowCatalog, flowCatalog } from "./stages/flow-catalog.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is compared with what, as the run tells it. Refs come from outside and are only data. */
export type Comparison =
  /** A pull request into `target`, a branch or commit. */
  | { event: "pull-request"; target: string }
  /** Anything that deploys a branch; `before` is where it stood before the push, null where nothing tells. */
  | { event: "push"; before: string | null }
  /** Somebody named the base, or a merge queue did. */
  | { event: "comparison"; base: string };

export type DetectOptions = DetectValues &
  Surroundings & {
    /** The server that the record of the deployed commit is read from; without an address nothing is recorded. */
    connection: ConnectionInputs;
  };

/** What a run's deployments are compared with, unless somebody named the base. */
export function comparisonOf(
  { base, targetBranch }: Pick<DetectValues, "base" | "targetBranch">,
  ci: CiRun,
): Comparison {
  if (base !== undefined) return { event: "comparison", base };
  const target = targetBranch ?? ci.request?.targetBranch;
  if (target !== undefined) return { event: "pull-request", target };
  if (ci.mergeGroupBase !== undefined) return { event: "comparison", base: ci.mergeGroupBase };
  return { event: "push", before: ci.before };
}

/** Tells which deployments differ between two commits, and why; see `detectChanges`. */
export async function detectDeployments(options: DetectOptions): Promise<DetectedChanges> {
  const repository = await openSource(options);
  const head = await headCommit(repository, options.head ?? options.ci.request?.headSha);
  const detected = await detectChanges({
    ...projectFiles(options),
    repository,
    base: await baseOf(options, repository, head),
    head,
    selectAllOn: options.selectAllOn,
    readFlowName: await flowNamesAt(options, repository, head),
  });
  for (const warning of detected.warnings) options.reporter.warning(warning);
  return detected;
}

/** Reads flow names at a commit. Python imports from the working tree, so it can tell only of what is checked out. */
export async function flowNamesAt(
  options: FlowReaderValues & Pick<Surroundings, "run">,
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
  const comparison = comparisonOf(options, options.ci);
  if (comparison.event !== "push") return findBase(repository, comparison, head);
  const recorded = await recordedCommit(options, repository);
  return findBase(repository, { ...comparison, recorded }, head);
}

async function recordedCommit(options: DetectOptions, repository: Repository) {
  const { connection, env } = options;
  if (!connection.apiUrl && !env.PREFECT_API_URL) return null;
  return readRecord(await connect(options), options, repository);
}
