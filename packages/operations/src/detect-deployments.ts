import { type Base, type DetectedChanges, detectChanges, findBase } from "#change-detection";
import type { CiRun } from "#ci-run";
import { ALL } from "#deployment-plan";
import { type Fault, FaultError, silentReporter, throwIfAny } from "#diagnostics";
import type { Repository } from "#git";
import type { ConnectionInputs } from "#prefect-api";
import { connect } from "./connect.ts";
import { type History, notAsRecorded, readHistory, recordedIn } from "./history.ts";
import type { DetectValues } from "./options/index.ts";
import { recordTarget } from "./record-target.ts";
import { openSource, projectFiles } from "./source.ts";
import { flowNamesAt } from "./stages/flow-names-at.ts";
import { arePatterns, scopeOf } from "./stages/scope.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is compared with what, as the run tells it. Refs come from outside and are only data. */
export type Comparison =
  /** A pull request into `target`, a branch or commit. */
  | { event: "pull-request"; target: string }
  /**
   * Anything that deploys a branch: with what the server holds. `before` is where it stood before the push, null where
   * nothing tells; it counts where no server can be asked.
   */
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

/**
 * Tells which deployments differ between two commits, and why; see `detectChanges`. Whoever asks tells of the files that
 * are broken, and fails once the rest is told.
 */
export async function detectDeployments(options: DetectOptions): Promise<DetectedChanges> {
  throwIfAny(scopeFaults(options));
  const repository = await openSource(options);
  const head = await headCommit(repository, options.head ?? options.ci.request?.headSha);
  const detected = await detectChanges({
    ...projectFiles(options),
    repository,
    ...(await comparedWith(options, repository, head)),
    head,
    selectAllOn: options.selectAllOn,
    env: options.env,
    readFlowName: await flowNamesAt(options, repository, head),
  });
  for (const warning of detected.warnings) options.reporter.warning(warning);
  if (options.strict) throwIfAny(detected.broken);
  const { contains } = scopeOf(options);
  return { ...detected, deployments: detected.deployments.filter(({ key }) => contains(key)) };
}

function scopeFaults({ scope, deployments }: DetectOptions): Fault[] {
  if (deployments.join() === ALL || (scope !== undefined && arePatterns(deployments))) return [];
  return [
    {
      code: "inputs-conflict",
      message: "`deployments` says here what belongs to a scope, by patterns.",
      fix: "Name the `scope`, and give patterns such as `*--prod`; or leave `deployments` out.",
    },
  ];
}

/**
 * Whether an earlier head of the same change had changes, as where a later push takes them back. Null where nothing tells:
 * its commit is gone, or its files are broken.
 */
export async function changedBefore(options: DetectOptions, head: string): Promise<boolean | null> {
  try {
    const then = await detectDeployments({ ...options, head, strict: true, reporter: silentReporter });
    return then.deployments.length > 0;
  } catch {
    return null;
  }
}

async function headCommit(repository: Repository, ref: string | undefined): Promise<string> {
  if (ref === undefined) return repository.head();
  const commit = await repository.fetchCommit(ref);
  if (commit !== null) return commit;
  throw new FaultError({
    code: "commit-missing",
    message: `The head ${JSON.stringify(ref)} is neither in this clone nor on its remote.`,
    fix: "Check its name, and that the token may read the repository.",
  });
}

/** The base, and what is selected beside what differs from it. */
async function comparedWith(
  options: DetectOptions,
  repository: Repository,
  head: string,
): Promise<{ base: Base; also?: ReadonlyMap<string, string> }> {
  if (options.select === "all") return { base: { commit: null, why: "that is what was asked for" } };
  const comparison = comparisonOf(options, options.ci);
  if (comparison.event !== "push") return { base: await findBase(repository, comparison, head) };
  const history = await historyOf(options, repository);
  if (history === null) {
    const recorded = { commit: null, why: "no server is named that could tell its deployed commit" } as const;
    return { base: await findBase(repository, { ...comparison, recorded }, head) };
  }
  // What was pushed says nothing of what the server holds: the push before may have failed.
  const push = { event: "push", recorded: recordedIn(history), before: null } as const;
  const base = await findBase(repository, push, head);
  return { base, also: notAsRecorded(history) };
}

async function historyOf(options: DetectOptions, repository: Repository): Promise<History | null> {
  const { connection, env, reporter } = options;
  if (!connection.apiUrl && !env.PREFECT_API_URL) return null;
  return readHistory(await connect(options), recordTarget(options, repository), reporter, {
    isRecorded: true,
    withInventory: false,
  });
}
