import { type Fault, FaultError, formatFault, throwIfAny } from "#diagnostics";
import type { Deployment, WorkPool } from "#prefect-api";
import { readRelease, readTemporary, releaseVariable } from "#server-records";
import { diffTemplates, type TemplateChange } from "./diff.ts";
import { readWorkerValues, type WorkerValues } from "./helm-values.ts";
import { holdsPlaceholder, imageOf, isImageReference, placeImage } from "./image.ts";
import { type HelmPlan, planHelm } from "./plan-helm.ts";
import { type RejectedVariables, rejectedJobVariables } from "./rejected-variables.ts";
import type { UpdateRequest } from "./request.ts";
import { lastingTemplate, restorable } from "./restore.ts";
import { parseTemplate, type Template, type TemplateSource, templateOf } from "./template.ts";
import { validateTemplate } from "./validate-template.ts";

/** What an update will do, decided before anything is touched. */
export interface UpdatePlan {
  workPool: string;
  poolType: string;
  /** The pool as it is; undefined where it has to be made. */
  live: WorkPool | undefined;
  /** Its template as it is; undefined where it has none yet. */
  present: Template | undefined;
  /** The template that it gets; undefined where nothing is asked of it (Helm values without a template). */
  desired: Template | undefined;
  changes: TemplateChange[];
  rejected: RejectedVariables[];
  image: string | undefined;
  previousImage: string | undefined;
  /** Why a restore puts nothing back. */
  nothingToRestore: string | undefined;
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
  const { prefect, helm } = request;
  const values = helm && (await readWorkerValues(helm.valuesFiles));
  const { workPool, poolType: wantedType } = nameOfPool(request, values);
  const live = await prefect.workPools.find(workPool);
  const present = templateOf(live);
  const poolType = live?.type ?? wantedType ?? "";
  const faults = [
    ...poolFaults(request, { workPool, wantedType, live }),
    ...(await releaseFaults(request, workPool)),
  ];
  const record = await readTemporary(prefect, workPool);
  const restored = request.restore ? restorable(record, request.temporaryFor ?? "", present) : undefined;
  const nothingToRestore = restored?.restore === false ? restored.reason : undefined;
  const desired = nothingToRestore
    ? present
    : collect(faults, () =>
        desiredTemplate(
          request,
          values,
          request.temporaryFor ? present : lastingTemplate(record, present),
          restored?.restore ? restored.base : undefined,
        ),
      );
  if (desired && !request.restore)
    faults.push(...validateTemplate(desired, poolType, sourceOf(request, values)?.location));
  throwIfAny(faults);

  const rejected =
    desired && live ? rejectedJobVariables(await deploymentsOf(request, workPool), present, desired) : [];
  tellRejected(request, rejected);
  const changes = desired ? diffTemplates(present ?? {}, desired) : [];
  const helmPlan =
    helm && values && !nothingToRestore
      ? await planHelm(request, helm, values, { workPool, desired, source: sourceOf(request, values) })
      : undefined;
  return {
    workPool,
    poolType,
    live,
    present,
    desired,
    changes,
    rejected,
    image: desired && imageOf(desired),
    previousImage: present && imageOf(present),
    nothingToRestore,
    helm: helmPlan,
    changed: changes.length > 0 || (helmPlan?.changed ?? false),
  };
}

function nameOfPool(request: UpdateRequest, values: WorkerValues | undefined) {
  const workPool = request.workPool ?? values?.workPool;
  const faults: Fault[] = [];
  if (!workPool) {
    faults.push({
      message: "No work pool is named.",
      fix: `Set \`work-pool\`${values ? ", or `worker.config.workPool` in the values file" : ""}.`,
    });
  }
  if (values?.workPool && request.workPool && values.workPool !== request.workPool) {
    faults.push({
      message: `\`work-pool\` is ${request.workPool}, but the values file is for ${values.workPool}.`,
      fix: "Check that the values file and the inputs are of the same environment.",
    });
  }
  faults.push(...otherWorkspace(request, values));
  throwIfAny(faults);
  return { workPool: workPool as string, poolType: request.workPoolType ?? values?.type };
}

/** DEV's values with PROD's API would prove nothing: the worker would be another workspace's. */
function otherWorkspace({ prefect }: UpdateRequest, values: WorkerValues | undefined): Fault[] {
  const { apiUrl } = prefect.connection;
  const [, account, workspace] = /\/accounts\/([^/]+)\/workspaces\/([^/]+)$/.exec(apiUrl) ?? [];
  if (!values?.cloud || !workspace) return [];
  const { accountId, workspaceId } = values.cloud;
  if (accountId === account && workspaceId === workspace) return [];
  return [
    {
      message: `The values file's worker belongs to the workspace ${workspaceId} of the account ${accountId}, prefect-api-url to ${workspace} of ${account}.`,
      fix: "Check that the values file and the inputs are of the same environment.",
    },
  ];
}

function poolFaults(
  request: UpdateRequest,
  {
    workPool,
    wantedType,
    live,
  }: { workPool: string; wantedType: string | undefined; live: WorkPool | undefined },
): Fault[] {
  const faults: Fault[] = [];
  if (live && wantedType && live.type !== wantedType) {
    faults.push({
      message: `The work pool ${workPool} is of type ${live.type}, not ${wantedType}.`,
      fix: "Check the name; a pool's type can't be changed.",
    });
  }
  if (live?.is_paused) {
    const fault = { message: `The work pool ${workPool} is paused: its workers start no runs.` };
    if (request.waitForWorker)
      faults.push({ ...fault, fix: "Resume it, or set `wait-for-worker` to false." });
    else request.reporter.warning(fault);
  }
  if (!live && !request.helm && !(request.createMissing && request.template && request.workPoolType)) {
    faults.push({
      message: `There is no work pool ${workPool}.`,
      fix: "Check the name, or set `create-work-pool` with `work-pool-type` and `base-job-template` to make it.",
    });
  }
  if (request.image !== undefined && !isImageReference(request.image)) {
    faults.push({
      message: `${JSON.stringify(request.image)} can't name an image.`,
      fix: "Write it as `registry/name:tag` or `registry/name@sha256:...`.",
    });
  }
  return faults;
}

/**
 * A release's pods give the pool their own template whenever one of them starts: a lasting change beside it would be
 * taken back unseen, days later. One for a while may end that way.
 */
async function releaseFaults(
  { prefect, helm, temporaryFor }: UpdateRequest,
  workPool: string,
): Promise<Fault[]> {
  if (helm || temporaryFor) return [];
  const owner = await readRelease(prefect, workPool);
  if (!owner) return [];
  const release = `Helm release ${owner.release} in the namespace ${owner.namespace}`;
  return [
    {
      message: `The work pool ${workPool} gets its template from the ${release}, whose pods put it back each time that one starts.`,
      fix: `Upgrade the release instead: \`mode: helm\`, or the workflow prefect-platform.yml, in which the worker follows the image. Where the release is gone, delete the Prefect variable ${releaseVariable(workPool)}.`,
    },
  ];
}

function sourceOf(request: UpdateRequest, values: WorkerValues | undefined): TemplateSource | undefined {
  return request.template ?? values?.template;
}

/** The template with its image: the restored one, the given one, the one of the values, or the live one. */
function desiredTemplate(
  request: UpdateRequest,
  values: WorkerValues | undefined,
  present: Template | undefined,
  restored: Template | undefined,
): Template | undefined {
  if (restored) return restored;
  const { image, imagePlaceholder } = request;
  const source = sourceOf(request, values);
  if (!source && values && image === undefined) return undefined;
  if (!source && values) {
    throw new FaultError({
      message: "The values hold no template that the image could go into.",
      fix: "Set `worker.config.baseJobTemplate.configuration` in the values file or `base-job-template`, or use the mode `api`.",
    });
  }
  if (!source && image === undefined) {
    throw new FaultError({
      message: "Neither an image nor a template is given.",
      fix: "Set `image` or `base-job-template`.",
    });
  }
  const template = source ? parseTemplate(source) : present;
  if (!template) {
    // A pool that is missing has its own fault.
    return undefined;
  }
  if (image === undefined) {
    if (!holdsPlaceholder(template, imagePlaceholder)) return template;
    throw new FaultError({
      message: `The template waits for an image in place of ${imagePlaceholder}, and none is given.`,
      ...(source ? { location: source.location } : {}),
      fix: "Set `image`.",
    });
  }
  const placed = placeImage(template, image, imagePlaceholder);
  if (placed) return placed;
  throw new FaultError({
    message: `The template has no place for an image: neither ${imagePlaceholder} nor a variable \`image\`.`,
    ...(source ? { location: source.location } : {}),
    fix: `Write ${imagePlaceholder} where the image belongs.`,
  });
}

function deploymentsOf({ prefect }: UpdateRequest, workPool: string): Promise<Deployment[]> {
  return prefect.deployments.findByWorkPool(workPool);
}

function tellRejected(
  { onRejectedJobVariables, reporter }: UpdateRequest,
  rejected: readonly RejectedVariables[],
) {
  if (rejected.length === 0) return;
  const faults = rejected.map(({ deployment, reasons }) => ({
    message: `${deployment}: the new template does not take its job variables: ${reasons.join("; ")}.`,
    fix: "Change the deployment's job variables together with the template.",
  }));
  if (onRejectedJobVariables === "error") throw new FaultError(faults);
  const [first] = faults;
  if (first && faults.length === 1) return reporter.warning(first);
  reporter.warning({
    message: `The new template does not take the job variables of ${faults.length} live deployments, such as ${first && formatFault({ message: first.message })}`,
    fix: "Change them together with the template; the summary lists all.",
  });
}

function collect<T>(faults: Fault[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
