import { setTimeout as sleep } from "node:timers/promises";
import type { Reporter } from "#diagnostics";
import { type FlowRun, type Log, PrefectApiError, type PrefectClient } from "#prefect-api";
import { cancelRuns } from "./cancel-runs.ts";
import { conclude, notEnded, notStarted } from "./conclude.ts";
import { durationText } from "./duration-text.ts";
import { judge, type Outcome, outcomeOf } from "./judge.ts";
import { LogReader } from "./log-reader.ts";
import type { Job } from "./run-key.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunResult } from "./run-result.ts";
import { startRun } from "./start-run.ts";
import { whereItWaits, whyItWaits } from "./waiting-place.ts";

export interface WatchOptions {
  /** How many runs may be under way at the same time. */
  maxParallelRuns: number;
  /** How many runs are started before all of them have ended; as many as there are unless given. */
  batchSize?: number | undefined;
  /** What becomes of the batches after one in which a run did not pass; `stop` unless given. */
  onFailedBatch?: "stop" | "continue";
  /** Seconds that a run may wait before it starts, or while it is paused. */
  startTimeout: number;
  /** Seconds that are waited for a run which was asked to stop. */
  cancelTimeout: number;
  /** The same once `signal` has come, when there may be less time. */
  signalTimeout: number;
  /** How many times the median a run may take before that is told. */
  slowerThan: number;
  /** Ends the watching: what was started is asked to stop. */
  signal?: AbortSignal | undefined;
}

/** Where is told what happens. */
export interface RunObserver {
  reporter: Reporter;
  /** New lines of a run's log; `title` names its deployment and it. */
  showLog(title: string, lines: readonly Log[]): void;
  /** The ids of the runs that were started and have not ended, each time that these become others. */
  remember(ids: readonly string[]): void;
}

/** A run that is being watched. */
interface Watched {
  request: RunRequest;
  run: FlowRun;
  isNew: boolean;
  /** When it was asked for, or taken over, in milliseconds. */
  asked: number;
  /** Why it was asked to stop, and until when that is waited for. */
  stopping?: { outcome: Outcome; until: number };
  /** When it was first seen to have ended: its last lines are still on their way. */
  ended?: number;
}

/** Milliseconds between two looks. */
const LOOK_EVERY = 2000;
/** Milliseconds after which all lines of a run that has ended are there. */
const LAST_LINES = 3000;
/** Milliseconds between two notes of what has not changed. */
const TELL_EVERY = 30_000;

/** Why a run was not seen to its end. */
export const CANCELLED = {
  verdict: "inconclusive",
  reason: "The job was cancelled.",
  fix: "Run the job again.",
} as const satisfies Outcome;

/** Answers that are about the run that is asked for, and not about the server. */
const REFUSALS: readonly (number | null)[] = [400, 404, 409, 422];

/** Runs that are being watched, and how those ended that were. */
export class Watch {
  readonly results = new Map<RunRequest, RunResult>();
  private readonly watched = new Map<string, Watched>();
  private readonly logs: LogReader;
  private told = Date.now();
  private readonly client: PrefectClient;
  private readonly options: WatchOptions;
  private readonly observer: RunObserver;

  constructor(client: PrefectClient, options: WatchOptions, observer: RunObserver) {
    this.client = client;
    this.options = options;
    this.observer = observer;
    this.logs = new LogReader(client);
  }

  get isCancelled(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  get isBusy(): boolean {
    return this.watched.size > 0;
  }

  get underWay(): number {
    return this.running.length;
  }

  private get running(): Watched[] {
    return [...this.watched.values()].filter(({ ended }) => ended === undefined);
  }

  /** What the server refuses is this run's outcome; the others go on. */
  async start(job: Job, request: RunRequest, known: readonly FlowRun[]): Promise<void> {
    const { key } = request.deployment;
    try {
      const { run, isNew } = await startRun(this.client, job, request, known);
      this.watched.set(run.id, { request, run, isNew, asked: Date.now() });
      this.remember();
      this.observer.reporter.info(`${key}: ${isNew ? "started" : "was started before:"} ${run.name}`);
    } catch (error) {
      if (!(error instanceof PrefectApiError) || !REFUSALS.includes(error.status)) throw error;
      this.results.set(request, notStarted(request, { verdict: "failed", reason: error.message, fix: null }));
      this.observer.reporter.info(`${key}: ${error.message}`);
    }
  }

  /** Waits, looks at all runs, and takes leave of those that are over. */
  async look(notStartedYet: number): Promise<void> {
    await sleep(LOOK_EVERY, undefined, this.options).catch(() => {});
    if (this.isCancelled) return;
    const found = await this.client.flowRuns.withIds(this.running.map(({ run }) => run.id));
    const runs = new Map(found.map((run) => [run.id, run]));
    for (const [id, lines] of await this.logs.read([...this.watched.keys()])) this.showLog(id, lines);
    for (const one of this.running) await this.follow(one, runs.get(one.run.id));
    for (const one of [...this.watched.values()]) {
      if (one.ended !== undefined && Date.now() - one.ended >= LAST_LINES) await this.takeLeave(one);
    }
    if (Date.now() - this.told >= TELL_EVERY) await this.tell(notStartedYet);
  }

  private async follow(one: Watched, run: FlowRun | undefined): Promise<void> {
    const { key } = one.request.deployment;
    if (run === undefined) {
      this.drop(one, { verdict: "failed", reason: "Somebody deleted the run.", fix: null });
      return;
    }
    if (run.state_name !== one.run.state_name) this.observer.reporter.info(`${key}: ${run.state_name}`);
    one.run = run;
    if (one.stopping) {
      if (outcomeOf(run) !== undefined || Date.now() > one.stopping.until) this.markEnded(one);
      return;
    }
    const { startTimeout } = this.options;
    const step = judge(run, { timeout: one.request.timeout, startTimeout }, one.asked, Date.now());
    if (step.kind === "ended") this.markEnded(one);
    if (step.kind === "overdue") await this.stop(one, step.outcome);
    if (step.kind === "stuck")
      await this.stop(one, await whyItWaits(this.client, run, one.request.deployment));
  }

  private async stop(one: Watched, outcome: Outcome): Promise<void> {
    this.observer.reporter.info(`${one.request.deployment.key}: ${outcome.reason} It is asked to stop.`);
    one.stopping = { outcome, until: Date.now() + this.options.cancelTimeout * 1000 };
    await this.client.flowRuns.cancel(one.run.id);
  }

  private drop(one: Watched, outcome: Outcome): void {
    this.watched.delete(one.run.id);
    this.remember();
    this.results.set(one.request, notEnded(this.client, one, outcome));
  }

  /** Its place is free for another one; its last lines are waited for. */
  private markEnded(one: Watched): void {
    one.ended = Date.now();
    this.remember();
  }

  private async takeLeave(one: Watched): Promise<void> {
    this.showLog(one.run.id, await this.logs.finish(one.run.id));
    const result = await conclude(this.client, one, one.stopping?.outcome, this.options.slowerThan);
    this.watched.delete(one.run.id);
    this.results.set(one.request, result);
    const took = result.seconds === null ? "" : ` in ${durationText(result.seconds)}`;
    this.observer.reporter.info(`${result.deployment}: ${result.verdict}${took}`);
  }

  /** How many are where, and what those that have not started wait for. */
  private async tell(notStartedYet: number): Promise<void> {
    this.told = Date.now();
    const { reporter } = this.observer;
    const open = this.running;
    const places = await whereItWaits(
      this.client,
      open.map(({ run }) => run),
    );
    for (const { request, run } of open) {
      const place = places.get(run.id);
      if (place !== undefined) reporter.info(`${request.deployment.key}: ${place}`);
    }
    if (open.length + notStartedYet > 1)
      reporter.info(`${open.length} under way, ${notStartedYet} not started, ${this.results.size} ended`);
  }

  /** Asks all that are left to stop, and waits for them. */
  async stopAll(others: readonly FlowRun[] = []): Promise<void> {
    const left = [...this.watched.values()];
    const ids = [...new Set([...this.running.map(({ run }) => run), ...others].map(({ id }) => id))];
    if (ids.length > 0)
      this.observer.reporter.info(`${ids.length} ${ids.length === 1 ? "run is" : "runs are"} asked to stop.`);
    const { running } = await cancelRuns(this.client, ids, this.options.signalTimeout);
    const isRunning = new Set(running.map(({ id }) => id));
    for (const one of left) {
      const outcome = one.stopping?.outcome ?? outcomeOf(one.run) ?? CANCELLED;
      const result = notEnded(this.client, one, outcome);
      this.results.set(one.request, { ...result, isRunning: isRunning.has(one.run.id) });
      this.watched.delete(one.run.id);
    }
    this.observer.remember([...isRunning]);
  }

  private showLog(id: string, lines: readonly Log[]): void {
    const one = this.watched.get(id);
    if (one && lines.length > 0)
      this.observer.showLog(`${one.request.deployment.key} (${one.run.name})`, lines);
  }

  private remember(): void {
    this.observer.remember(this.running.map(({ run }) => run.id));
  }
}
