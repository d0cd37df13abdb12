import { forgetTemporary, readTemporary, recordRelease, recordTemporary } from "#server-records";
import { updateRelease } from "./helm/update-release.ts";
import type { UpdatePlan } from "./plan.ts";
import type { UpdateRequest, UpdateResult } from "./request.ts";
import { putTemplateBack, setTemplate, withNotes } from "./template/live-template.ts";
import { type DoneUpdate, type RecordWrite, recordAfter, recordBefore } from "./template/template-record.ts";
import { stateOf } from "./template/template-state.ts";
import { heartbeatSince, named, waitForWorker } from "./workers.ts";

/**
 * Carries out a plan and proves that it took: afterwards the pool's live template is the planned one and, where
 * that is asked for, a worker that knows it is online. If not, everything is put back.
 *
 * @throws FaultError that says what went wrong, why, and what was put back
 */
export async function applyUpdate(request: UpdateRequest, plan: UpdatePlan): Promise<UpdateResult> {
  const deadline = Date.now() + request.timeoutSeconds * 1000;
  if (plan.next.kind === "nothing-to-put-back") {
    if (plan.next.forget) await write(request, plan, { kind: "forget" });
    return { changed: false, revision: undefined, worker: undefined };
  }
  // Read anew each time: somebody else may have changed the template for a while since.
  const record = () => readTemporary(request.prefect, plan.workPool);
  await write(request, plan, before(request, plan, await record()));
  const result = plan.helm
    ? await updateRelease(request, plan, plan.helm, deadline)
    : await updatePool(request, plan, deadline);
  if (request.helm) await recordRelease(request.prefect, plan.workPool, plan.desired && request.helm);
  const done = doneUpdate(request, plan);
  if (done) await write(request, plan, recordAfter(await record(), done));
  return result;
}

function before(
  { temporaryFor: owner }: UpdateRequest,
  { next, present, changed }: UpdatePlan,
  record: Parameters<typeof stateOf>[1],
): RecordWrite {
  if (next.kind !== "set" || owner === undefined || !changed) return { kind: "none" };
  const time = new Date().toISOString();
  return recordBefore(stateOf(present, record), { owner, next: next.template, time });
}

function doneUpdate({ temporaryFor }: UpdateRequest, { next, helm }: UpdatePlan): DoneUpdate | undefined {
  if (next.kind === "put-back") return { kind: "restored" };
  if (next.kind !== "set") return undefined;
  if (temporaryFor !== undefined) return { kind: "temporary" };
  return { kind: "lasting", template: next.template, by: helm ? "helm" : "api" };
}

async function write({ prefect }: UpdateRequest, { workPool }: UpdatePlan, what: RecordWrite): Promise<void> {
  if (what.kind === "record") await recordTemporary(prefect, workPool, what.record);
  else if (what.kind === "forget") await forgetTemporary(prefect, workPool);
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
