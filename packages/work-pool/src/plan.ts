import { throwIfAny } from "#diagnostics";
import type { WorkPool } from "#prefect-api";
import { readRelease, readTemporary } from "#server-records";
import { checkPool, nameOfPool } from "./check-pool.ts";
import { readWorkerValues, type WorkerValues } from "./helm/helm-values.ts";
import { type HelmPlan, planHelm } from "./helm/plan-helm.ts";
import { type RejectedVariables, rejectedJobVariables, tellRejected } from "./rejected-variables.ts";
import type { UpdateRequest } from "./request.ts";
import { diffTemplates, type TemplateChange } from "./template/diff.ts";
import { imageOf } from "./template/image.ts";
import { type NextTemplate, nextTemplate } from "./template/next-template.ts";
import { type Template, type TemplateText, templateOf } from "./template/template.ts";
import { stateOf } from "./template/template-state.ts";
import { defaultFaults, validateTemplate } from "./template/validate-template.ts";

/** What an update will do, decided before anything is touched. It holds every value in clear: see `showUpdate`. */
export interface UpdatePlan {
  workPool: string;
  poolType: string;
  /** The pool as it is; undefined where it has to be made. */
  live: WorkPool | undefined;
  /** Its template as it is; undefined where it has none yet. */
  present: Template | undefined;
  /** What becomes of its template. */
  next: NextTemplate;
  /** The template that it has afterwards; undefined where nothing is asked of it (Helm values without a template). */
  desired: Template | undefined;
  changes: TemplateChange[];
  rejected: RejectedVariables[];
  image: string | undefined;
  previousImage: string | undefined;
  helm: HelmPlan | undefined;
  /** Whether anything will be sent. */
  changed: boolean;
}

/**
 * Decides what the update will do and checks all of it: the template, the image, the pool, live deployments, and in
 * Helm mode the cluster, its permissions and the rendered chart. Changes nothing, but waits for another upgrade of
 * the release to end.
 *
 * @throws FaultError with everything that is wrong
 */
export async function planUpdate(request: UpdateRequest): Promise<UpdatePlan> {
  const { prefect, helm, reporter } = request;
  const values = helm && (await readWorkerValues(helm.valuesFiles));
  const source = request.template ?? values?.template;
  const { workPool, wantedType, live, present, next } = await decide(request, values, source);
  const isRestored = next.kind === "put-back" || next.kind === "nothing-to-put-back";
  const desired = afterwards(next, present);
  const rejected =
    desired && live
      ? rejectedJobVariables(await prefect.deployments.findByWorkPool(workPool), present, desired)
      : [];
  tellRejected(rejected, request.onRejectedJobVariables, reporter);
  const changes = desired ? diffTemplates(present ?? {}, desired) : [];
  const helmPlan =
    helm && values && next.kind !== "nothing-to-put-back"
      ? await planHelm(request, helm, values, { workPool, desired, source: isRestored ? undefined : source })
      : undefined;
  return {
    workPool,
    poolType: live?.type ?? wantedType ?? "",
    live,
    present,
    next,
    desired,
    changes,
    rejected,
    image: desired && imageOf(desired),
    previousImage: present && imageOf(present),
    helm: helmPlan,
    changed: changes.length > 0 || (helmPlan?.changed ?? false),
  };
}

/** Reads what there is of the pool and decides what becomes of its template. */
async function decide(
  request: UpdateRequest,
  values: WorkerValues | undefined,
  source: TemplateText | undefined,
) {
  const { prefect, reporter } = request;
  const { workPool = "", wantedType, faults } = nameOfPool(request, values, prefect.connection.apiUrl);
  throwIfAny(faults);
  const [live, release, record] = await Promise.all([
    prefect.workPools.find(workPool),
    readRelease(prefect, workPool),
    readTemporary(prefect, workPool),
  ]);
  const present = templateOf(live);
  const defaults = isFromType(request, live) ? await prefect.workerTypes.defaultTemplates() : undefined;
  const next = nextTemplate(request, stateOf(present, record), {
    source,
    hasValues: values !== undefined,
    isNew: !live && request.createMissing,
    defaultTemplate: defaults?.get(request.workPoolType ?? ""),
  });
  const types = defaults && [...defaults.keys()];
  const checked = checkPool(request, { workPool, wantedType, live, release, types });
  for (const warning of checked.warnings) reporter.warning(warning);
  throwIfAny([
    ...checked.faults,
    ...(next.kind === "unknown" ? next.faults : []),
    ...(next.kind === "set"
      ? validateTemplate(next.template, live?.type ?? wantedType ?? "", source?.location)
      : []),
    ...(next.kind === "set" && !live ? defaultFaults(next.template, source?.location) : []),
  ]);
  return { workPool, wantedType, live, present, next };
}

/** Whether a pool is to be made of nothing but its type. */
function isFromType(
  { createMissing, template, workPoolType, helm }: UpdateRequest,
  live: WorkPool | undefined,
) {
  return createMissing && !live && !helm && !template && workPoolType !== undefined;
}

function afterwards(next: NextTemplate, present: Template | undefined): Template | undefined {
  if (next.kind === "set" || next.kind === "put-back") return next.template;
  return next.kind === "nothing-to-put-back" ? present : undefined;
}
