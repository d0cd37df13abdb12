import type { Fault } from "#diagnostics";
import { isImageReference } from "#flow-image";
import type { WorkPool } from "#prefect-api";
import { type OwningHelmRelease, releaseVariable } from "#server-records";
import type { WorkerValues } from "./helm/helm-values.ts";
import type { WorkPoolChange } from "./request.ts";

/** Which pool is meant, and of what type it has to be; `workPool` is undefined where there are faults. */
export interface NamedPool {
  workPool: string | undefined;
  wantedType: string | undefined;
  faults: Fault[];
}

/**
 * The pool that inputs and Helm values name.
 *
 * @param apiUrl address of the API that the update goes to
 */
export function nameOfPool(
  asked: Pick<WorkPoolChange, "workPool" | "workPoolType">,
  values: WorkerValues | undefined,
  apiUrl: string,
): NamedPool {
  const workPool = asked.workPool ?? values?.workPool;
  const faults: Fault[] = [];
  if (!workPool) {
    faults.push({
      code: "input-missing",
      message: "No work pool is named.",
      fix: `Set \`work-pool\`${values ? ", or `worker.config.workPool` in the values file" : ""}.`,
    });
  }
  if (values?.workPool && asked.workPool && values.workPool !== asked.workPool) {
    faults.push({
      code: "inputs-conflict",
      message: `\`work-pool\` is ${asked.workPool}, but the values file is for ${values.workPool}.`,
      fix: "Check that the values file and the inputs are of the same environment.",
    });
  }
  faults.push(...otherWorkspace(values, apiUrl));
  return {
    workPool: faults.length > 0 ? undefined : workPool,
    wantedType: asked.workPoolType ?? values?.type,
    faults,
  };
}

/** DEV's values with PROD's API would prove nothing: the worker would be another workspace's. */
function otherWorkspace(values: WorkerValues | undefined, apiUrl: string): Fault[] {
  const [, account, workspace] = /\/accounts\/([^/]+)\/workspaces\/([^/]+)$/.exec(apiUrl) ?? [];
  if (!values?.cloud || !workspace) return [];
  const { accountId, workspaceId } = values.cloud;
  if (accountId === account && workspaceId === workspace) return [];
  return [
    {
      code: "inputs-conflict",
      message: `The values file's worker belongs to the workspace ${workspaceId} of the account ${accountId}, prefect-api-url to ${workspace} of ${account}.`,
      fix: "Check that the values file and the inputs are of the same environment.",
    },
  ];
}

/** What is known of the pool before the update. */
export interface PoolBefore {
  workPool: string;
  wantedType: string | undefined;
  /** Undefined where it doesn't exist. */
  live: Pick<WorkPool, "type" | "is_paused"> | undefined;
  /** Types of pools that the server knows, where it was asked: only for one that is to be made without a template. */
  types: readonly string[] | undefined;
  /** The Helm release that is recorded to give it its template. */
  release: OwningHelmRelease | undefined;
}

/** Why the pool can't be updated as asked, and what is only worth telling. */
export function checkPool(
  asked: WorkPoolChange,
  { workPool, wantedType, live, release, types }: PoolBefore,
): { faults: Fault[]; warnings: Fault[] } {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  if (live && wantedType && live.type !== wantedType) {
    faults.push({
      code: "work-pool-type",
      message: `The work pool ${workPool} is of type ${live.type}, not ${wantedType}.`,
      fix: "Check the name; a pool's type can't be changed.",
    });
  }
  if (live?.is_paused) {
    const fault: Fault = {
      code: "work-pool-paused",
      message: `The work pool ${workPool} is paused: its workers start no runs.`,
    };
    if (asked.waitForWorker) faults.push({ ...fault, fix: "Resume it, or set `wait-for-worker` to false." });
    else warnings.push(fault);
  }
  if (!live && !asked.helm) faults.push(...missingPool(asked, workPool, types));
  if (asked.image !== undefined && !isImageReference(asked.image)) {
    faults.push({
      code: "input-invalid",
      message: `${JSON.stringify(asked.image)} can't name an image.`,
      fix: "Write it as `registry/name:tag` or `registry/name@sha256:...`.",
    });
  }
  // A release's pods give the pool their own template whenever one of them starts: a lasting change beside it would
  // be taken back unseen, days later. One for a while may end that way.
  if (release && !asked.helm && !asked.temporaryFor) faults.push(releaseFault(workPool, release));
  return { faults, warnings };
}

/** Why a pool that is not there can't be made. */
function missingPool(
  { createMissing, workPoolType, template }: WorkPoolChange,
  workPool: string,
  types: readonly string[] | undefined,
): Fault[] {
  if (!createMissing) {
    return [
      {
        code: "work-pool-missing",
        message: `There is no work pool ${workPool}.`,
        fix: "Check the name, or set `create-work-pool` and `work-pool-type` to make it.",
      },
    ];
  }
  if (!workPoolType) {
    return [
      {
        code: "work-pool-missing",
        message: `There is no work pool ${workPool}, and no type is given to make it of.`,
        fix: "Set `work-pool-type`, such as `kubernetes`, `docker`, `process` or `ecs`.",
      },
    ];
  }
  if (template || !types || types.includes(workPoolType)) return [];
  return [
    {
      code: "template-unknown",
      message: `Prefect has no template for work pools of the type ${workPoolType}.`,
      fix: `Give one as \`base-job-template\`, or one of these types: ${[...types].sort().join(", ")}.`,
    },
  ];
}

function releaseFault(workPool: string, { release, namespace }: OwningHelmRelease): Fault {
  return {
    code: "template-owned-by-release",
    message: `The work pool ${workPool} gets its template from the Helm release ${release} in the namespace ${namespace}, whose pods put it back each time that one starts.`,
    fix: `Upgrade the release instead: \`mode: helm\`, or the workflow prefect-platform.yml, in which the worker follows the image. Where the release is gone, delete the Prefect variable ${releaseVariable(workPool)}.`,
  };
}
