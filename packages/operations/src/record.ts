import { type DetectedDeployment, detectChanges, findBase } from "#change-detection";
import type { ExecutionResult } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { shortCommit } from "#git";
import {
  changeUnfinished,
  type DeployedCommit,
  readDeployedCommits,
  recordDeployedCommit,
  settled,
} from "#server-records";
import type { ApplyOptions } from "./apply-options.ts";
import { type History, notAsRecorded, recordedIn } from "./history.ts";
import type { Preparation } from "./prepare-plan.ts";
import { isRecorded } from "./record-target.ts";
import { projectFiles } from "./source.ts";
import { excludedAfter, removedKeysOf } from "./stages/excluded.ts";
import { flowNamesAt } from "./stages/flow-names-at.ts";
import { type Scope, scopeOf, withRecorded } from "./stages/scope.ts";

/** What became of the record. */
export interface Recorded {
  /** Why the commit is not recorded; null where it is. */
  notRecorded: string | null;
  /** What is not as the recorded commit says, as in the files. */
  excluded: readonly string[];
}

/** A run that has carried out its plan, and whose commit is to be recorded. */
export interface FinishedRun {
  /** By which it has noted what it began with. */
  id: string;
  options: ApplyOptions;
  prepared: Preparation;
  history: History;
  execution: ExecutionResult;
  branch: string | null;
  /** New schedules that are still to be turned on. */
  resume: readonly string[];
}

/**
 * Records the commit, together with what is not as it says: the last of all writes. Until then, what the run has
 * written counts as unfinished.
 */
export async function recordCommit(run: FinishedRun): Promise<Recorded> {
  const { options, prepared, history, execution } = run;
  const left = (notRecorded: string): Recorded => ({ notRecorded, excluded: [] });
  if (!isRecorded(options, options.ci)) return left("it was not asked for");
  const { target, commits, unfinished } = history;
  if (!execution.ok) return left("not everything could be applied");
  if (prepared.broken.length > 0) return left("a file of definitions can't be read");
  if (target === null) return left("nothing names the repository: it has no remote");
  const changed = await changedSince(run);
  if (typeof changed === "string") return left(changed);
  const { selection, source, client } = prepared;
  const { contains } = scopeOfRun(run);
  const excluded = excludedAfter({
    changed: changed.filter(contains),
    before: [...notAsRecorded(history).keys()].filter(contains),
    applied: selection.selected.map(({ unprefixedKey }) => unprefixedKey),
    removed: removedKeysOf(options, selection),
  });
  const isKnown =
    commits?.latest.commit === source.commit &&
    isSame(commits.latest.excluded, excluded) &&
    isSame(commits.latest.patterns, scopeOfRun(run).patterns) &&
    isSame(commits.resume, run.resume);
  if (!isKnown) {
    const now = await readDeployedCommits(client, target, options.reporter);
    // What this run has compared with is not what the server stands at any more.
    if (now?.latest.commit !== commits?.latest.commit || now?.latest.time !== commits?.latest.time)
      return left(`another run has recorded ${now ? shortCommit(now.latest.commit) : "nothing"} meanwhile`);
    await recordDeployedCommit(client, target, deployed(run, excluded), run.resume);
  }
  await changeUnfinished(client, target, (present) => settled(present, unfinished, run.id));
  return { notRecorded: null, excluded };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join("\n") === other.join("\n");
}

/** What the commit is recorded for: a run by hand may be about less than the scope. */
function scopeOfRun({ options, history }: FinishedRun): Scope {
  return withRecorded(scopeOf(options), history.commits?.latest.patterns);
}

function deployed(run: FinishedRun, excluded: string[]): DeployedCommit {
  const { options, prepared, execution, branch } = run;
  const { image } = options.jobVariables;
  return {
    commit: prepared.source.commit,
    time: new Date().toISOString(),
    run: options.ci.runUrl ?? null,
    branch,
    isDefaultBranch: branch !== null && branch === options.ci.defaultBranch,
    schedules: options.schedules,
    counts: {
      created: execution.created.length,
      updated: execution.updated.length,
      removed: execution.archived.length + execution.paused.length + execution.deleted.length,
      unchanged: execution.unchanged.length,
    },
    image: typeof image === "string" ? image : null,
    template: null,
    excluded,
    patterns: scopeOfRun(run).patterns,
    held: false,
  };
}

/**
 * What is otherwise at the commit than at the recorded one, what it no longer defines too, as far as it may be left out;
 * or why that can't be told.
 */
async function changedSince({ options, prepared, history }: FinishedRun): Promise<string[] | string> {
  const { repository, source, selection, definitions } = prepared;
  // Nothing is known that could have left the files.
  if (!history.commits && selection.selected.length === definitions.length) return [];
  if (history.commits?.latest.commit === source.commit && !history.unfinished.everything) return [];
  let deployments: readonly DetectedDeployment[];
  try {
    const push = { event: "push", recorded: recordedIn(history), before: null } as const;
    const base = await findBase(repository, push, source.commit);
    const readFlowName = await flowNamesAt(options, repository, source.commit);
    const request = { ...projectFiles(options), repository, base, head: source.commit, readFlowName };
    ({ deployments } = await detectChanges(request));
  } catch (error) {
    // Definitions that were not selected were not checked, and may be faulty.
    if (!(error instanceof FaultError)) throw error;
    return `whether more has changed can't be told: ${error.message}`;
  }
  return deployments.map(({ key }) => key);
}
