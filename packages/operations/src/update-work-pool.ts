import type { RunCommand } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import { openRepository } from "#git";
import type { PrefectClient } from "#prefect-api";
import { guardCommit } from "#server-records";
import {
  applyUpdate,
  planUpdate,
  type ShownUpdate,
  showUpdate,
  type UpdateResult,
  type WorkPoolChange,
} from "#work-pool";
import { type ConnectOptions, connect } from "./connect.ts";
import { keptImage } from "./kept-image.ts";

export interface UpdateWorkPoolOptions extends ConnectOptions {
  change: WorkPoolChange;
  /** Whether the image that the live template names stays; that of the change is for a pool that names none. */
  keepImage: boolean;
  /** The commit that it belongs to; left out, nothing is compared and nothing recorded. */
  commit?: UpdateCommit | undefined;
  planOnly: boolean;
  /** Called with the plan before anything is written. */
  onPlan?: (plan: ShownUpdate) => Promise<void> | void;
}

export interface UpdateCommit {
  /** As git understands it. */
  commit: string;
  /** Lets an older commit replace the recorded one. */
  allowOlder: boolean;
  run: RunCommand;
  /** A folder of the repository's clone. */
  folder: string;
  /** Token for commits that the clone lacks. */
  githubToken?: string | undefined;
  /** `owner/name` or address of the repository; the remote's unless given. */
  repositoryName: string | undefined;
  /** Address of the run, for the record. */
  runUrl: string | undefined;
}

export interface WorkPoolUpdate extends UpdateResult {
  plan: ShownUpdate;
  /** What went wrong with the record of the commit, when everything was updated. */
  recordFaults: readonly Fault[];
}

/**
 * Gives a work pool what is asked for, proves that it took, and records the commit: plans, refuses an older commit,
 * carries out. With `planOnly` nothing is sent.
 *
 * @throws FaultError with everything that is wrong, before the first write; where an update fails, with why and what
 *   was put back
 */
export async function updateWorkPool(options: UpdateWorkPoolOptions): Promise<WorkPoolUpdate> {
  const { planOnly, reporter } = options;
  const prefect = await connect(options);
  const change = options.keepImage
    ? { ...options.change, image: await keptImage(prefect, options.change) }
    : options.change;
  const request = { ...change, prefect, reporter };
  const complete = await planUpdate(request);
  const recordCommit = await guarded(options, prefect, complete.workPool);
  const plan = showUpdate(complete);
  await options.onPlan?.(plan);
  if (planOnly) {
    const { changed, helm } = complete;
    return { plan, changed, revision: helm?.revision, worker: undefined, recordFaults: [] };
  }
  const result = await applyUpdate(request, complete);
  const { next } = complete;
  const given = { image: change.image, template: next.kind === "set" ? next.template : undefined };
  return { plan, ...result, recordFaults: recordCommit ? await faultsOf(() => recordCommit(given)) : [] };
}

/** Gives what records the commit after the update. */
async function guarded(
  { commit: given, reporter }: UpdateWorkPoolOptions,
  prefect: PrefectClient,
  workPool: string,
) {
  if (!given) return undefined;
  const { run, folder, githubToken, repositoryName: repositoryUrl, ...update } = given;
  const repository = await openRepository(
    run,
    folder,
    githubToken === undefined ? {} : { token: githubToken },
  );
  return guardCommit({ ...update, workPool, repositoryUrl }, repository, prefect, reporter);
}

/** The update is done by then: what goes wrong with its record must not keep anybody from learning of it. */
async function faultsOf(work: () => Promise<void>): Promise<readonly Fault[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults;
  }
}
