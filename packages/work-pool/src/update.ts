import { forgetTemporary, readTemporary, recordRelease } from "#server-records";
import { putTemplateBack, setTemplate, withNotes } from "./live-template.ts";
import type { UpdatePlan } from "./plan.ts";
import type { UpdateRequest, UpdateResult } from "./request.ts";
import { recordAfter, recordBefore } from "./restore.ts";
import { updateRelease } from "./update-release.ts";
import { heartbeatSince, named, waitForWorker } from "./workers.ts";

/**
 * Carries out a plan and proves that it took: afterwards the pool's live template is the planned one and, where
 * that is asked for, a worker that knows it is online. If not, everything is put back.
 *
 * @throws FaultError that says what went wrong, why, and what was put back
 */
export async function applyUpdate(request: UpdateRequest, plan: UpdatePlan): Promise<UpdateResult> {
  const deadline = Date.now() + request.timeoutSeconds * 1000;
  const { prefect, temporaryFor } = request;
  const { workPool, desired, present } = plan;
  if (plan.nothingToRestore) {
    const record = await readTemporary(prefect, workPool);
    // Nobody can ever put it back any more.
    if (record?.owner === temporaryFor) await forgetTemporary(prefect, workPool);
    return { changed: false, revision: undefined, worker: undefined };
  }
  if (temporaryFor && !request.restore && desired && present && plan.changed) {
    await recordBefore(prefect, workPool, temporaryFor, { live: present, next: desired });
  }
  const result = plan.helm
    ? await updateRelease(request, plan, plan.helm, deadline)
    : await updatePool(request, plan, deadline);
  if (request.helm) await recordRelease(prefect, workPool, desired && request.helm);
  if (request.restore) await forgetTemporary(prefect, workPool);
  // A release that was upgraded for good has nothing left of anybody; a template alone may have.
  else if (!temporaryFor && desired && plan.helm) await forgetTemporary(prefect, workPool);
  else if (!temporaryFor && desired) await recordAfter(prefect, workPool, desired);
  return result;
}

async function updatePool(request: UpdateRequest, plan: UpdatePlan, deadline: number): Promise<UpdateResult> {
  const { prefect, reporter, waitForWorker: waits } = request;
  const { workPool, desired, changes } = plan;
  const changed = changes.length > 0 && desired !== undefined;
  if (changed && !plan.live) {
    await prefect.workPools.create({ name: workPool, type: plan.poolType, base_job_template: desired });
    reporter.info(`Made the work pool ${workPool}`);
  } else if (changed) await setTemplate(request, workPool, desired);
  if (!waits) return { changed, revision: undefined, worker: undefined };
  try {
    const isAwaited = changed ? heartbeatSince(await prefect.workPools.workers(workPool)) : named(undefined);
    const worker = await waitForWorker(prefect, workPool, isAwaited, deadline, "worker");
    return { changed, revision: undefined, worker };
  } catch (error) {
    if (!changed) throw error;
    const note = await putTemplateBack(request, plan);
    throw withNotes(error, [note]);
  }
}
