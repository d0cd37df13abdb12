import { setTimeout as sleep } from "node:timers/promises";
import { FaultError } from "#diagnostics";
import type { Worker } from "#prefect-api";
import type { UpdatePlan } from "../plan.ts";
import type { HelmRequest, UpdateRequest, UpdateResult } from "../request.ts";
import {
  hasTemplate,
  putTemplateBack,
  Superseded,
  setTemplate,
  withNotes,
} from "../template/live-template.ts";
import { type Template, templateOf } from "../template/template.ts";
import { heartbeatSince, waitForWorker } from "../workers.ts";
import { HelmReleaseBusy } from "./helm-release.ts";
import type { HelmPlan } from "./plan-helm.ts";
import { podReport } from "./pod-report.ts";
import { afterFailure, awaitedWorker } from "./release-decisions.ts";

/** At least so long for putting back, however little of the time is left. */
const PUT_BACK_SECONDS = 60;

/** Installs or upgrades the release, with namespace and secrets before it, and proves that it took. */
export async function updateRelease(
  request: UpdateRequest,
  plan: UpdatePlan,
  helm: HelmPlan,
  deadline: number,
): Promise<UpdateResult> {
  const before = await whatRuns(request, plan, helm);
  if (!helm.hasNamespace) await helm.cluster.createNamespace();
  for (const secret of helm.secrets) await helm.cluster.applySecret(secret);
  let revision: number | undefined;
  try {
    if (helm.releaseChanges) revision = await upgrade(request, plan, helm, before, deadline);
    else if (helm.secrets.some((secret) => secret.isCredentials)) {
      request.reporter.info("Starting the worker anew with its changed credentials");
      await helm.cluster.restart(secondsUntil(deadline));
    }
    await ensureTemplate(request, plan, helm, revision, deadline);
    const worker = request.waitForWorker
      ? await awaitWorker(request, plan, helm, before, deadline)
      : undefined;
    return { changed: plan.changed, revision: revision ?? helm.revision, worker };
  } catch (error) {
    if (error instanceof Superseded) throw error;
    throw await putBack(request, { ...plan, present: before.template }, helm, revision, error);
  }
}

/** What there was: workers and pods to tell new ones from them, and the template to put back. */
interface Before {
  template: Template | undefined;
  workers: Worker[];
  pods: string[];
}

async function whatRuns({ prefect }: UpdateRequest, plan: UpdatePlan, helm: HelmPlan): Promise<Before> {
  return {
    template: plan.present,
    workers: plan.live ? await prefect.workPools.workers(plan.workPool) : [],
    pods: helm.hasNamespace ? await helm.cluster.podIds() : [],
  };
}

/** Upgrades; where another upgrade is under way, after that, and then it is that one's template that may come back. */
async function upgrade(
  request: UpdateRequest,
  { workPool }: UpdatePlan,
  { release, revision, chart, overrides }: HelmPlan,
  before: Before,
  deadline: number,
): Promise<number> {
  request.reporter.info(`${revision ? "Upgrading" : "Installing"} the release with ${chart}`);
  for (;;) {
    try {
      return await release.upgrade(overrides, secondsUntil(deadline));
    } catch (error) {
      if (!(error instanceof HelmReleaseBusy)) throw error;
      await release.settle(request.timeoutSeconds);
      before.template = templateOf(await request.prefect.workPools.find(workPool));
    }
  }
}

/** The chart's init container or the new worker gives the pool its template; where neither does, this does. */
async function ensureTemplate(
  request: UpdateRequest,
  { workPool, desired }: UpdatePlan,
  { release }: HelmPlan,
  revision: number | undefined,
  deadline: number,
): Promise<void> {
  if (!desired) return;
  let live = await request.prefect.workPools.find(workPool);
  while (!live && Date.now() < deadline) {
    await sleep(1000);
    live = await request.prefect.workPools.find(workPool);
  }
  if (!live) {
    throw new FaultError({
      code: "worker-absent",
      message: `The worker has not made the work pool ${workPool} in time.`,
      fix: "Look at its log: it may not reach Prefect, or not be allowed to make a pool.",
    });
  }
  if (hasTemplate(live, desired)) return;
  const latest = (await release.history()).at(-1);
  if (revision !== undefined && latest?.revision !== revision) throw new Superseded("the Helm release");
  await setTemplate(request, workPool, desired);
}

async function awaitWorker(
  { prefect, reporter }: UpdateRequest,
  { workPool, changes }: UpdatePlan,
  { cluster, workerName }: HelmPlan,
  before: Before,
  deadline: number,
): Promise<Worker> {
  const isRestarted = (await cluster.podIds()).some((id) => !before.pods.includes(id));
  const awaited = awaitedWorker({
    name: workerName,
    before: before.workers,
    isRestarted,
    isTemplateNew: changes.length > 0,
  });
  if ("heartbeat" in awaited && awaited.onceGone) await untilGone(cluster, before.pods, deadline);
  const isAwaited =
    "heartbeat" in awaited
      ? heartbeatSince(await prefect.workPools.workers(workPool), workerName)
      : awaited.isAwaited;
  reporter.info(`Waiting for ${workerName ? `the worker ${workerName}` : "a worker"} of ${workPool}`);
  const what = workerName ? `worker ${workerName}` : isRestarted ? "new worker" : "worker";
  return waitForWorker(prefect, workPool, isAwaited, deadline, what);
}

async function untilGone(
  cluster: HelmPlan["cluster"],
  pods: readonly string[],
  deadline: number,
): Promise<void> {
  while ((await cluster.podIds()).some((id) => pods.includes(id)) && Date.now() < deadline) await sleep(1000);
}

/** Brings release and template back to where they were, and says so together with why. */
async function putBack(
  request: UpdateRequest,
  plan: UpdatePlan,
  helm: HelmPlan,
  revision: number | undefined,
  error: unknown,
): Promise<FaultError> {
  const report = await podReport(request.helm as HelmRequest, helm.cluster.selector);
  const notes = report.length > 0 ? [`${report.map((line) => `\n  ${line}`).join("")}\n`] : [];
  try {
    notes.push(await putReleaseBack(helm, revision));
    // After the release: until then a pod that keeps failing goes on setting the new template.
    notes.push(await putTemplateBack(request, plan));
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    notes.push(`Putting it back failed too: ${why} Run again: the next run repairs it.`);
  }
  return withNotes(error, notes);
}

async function putReleaseBack(
  { release, releaseChanges }: HelmPlan,
  ours: number | undefined,
): Promise<string> {
  if (!releaseChanges) return "";
  const after = afterFailure(await release.history(), ours);
  if (after.kind === "leave") return "The release is left as it is.";
  const good = after.kind === "put-back" ? after.revision : undefined;
  await release.putBack(good, PUT_BACK_SECONDS);
  return good === undefined
    ? "The release was removed again."
    : `The release was put back to revision ${good}.`;
}

function secondsUntil(deadline: number): number {
  return Math.max(1, Math.round((deadline - Date.now()) / 1000));
}
