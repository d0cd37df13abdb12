import { isImageReference } from "#flow-image";
import { MASK } from "#redaction";
import type { UpdatePlan } from "./plan.ts";
import type { RejectedVariables } from "./rejected-variables.ts";
import { redactChanges, type ShownChange } from "./template/redact-template.ts";

/** A plan as it can be printed and stored: plain data, in which values of the template are masked. */
export interface ShownUpdate {
  workPool: string;
  /** Whether the pool has to be made. */
  isNew: boolean;
  /** Whether anything will be sent. */
  changed: boolean;
  changes: ShownChange[];
  /** The image that the template names afterwards, and the one that it named before. */
  image: string | undefined;
  previousImage: string | undefined;
  /** Why a restore puts nothing back. */
  nothingToRestore: string | undefined;
  rejected: readonly RejectedVariables[];
  /** What happens in the cluster; undefined where nothing does there. */
  release: ShownHelmRelease | undefined;
}

export interface ShownHelmRelease {
  makesNamespace: boolean;
  /** Names of the secrets that are set. */
  secrets: string[];
  changes: boolean;
  /** The present good revision; undefined when the release has to be installed. */
  revision: number | undefined;
  /** Name and version. */
  chart: string;
}

/** What stands where the image belongs is shown where it can be one. */
function shownImage(image: string | undefined): string | undefined {
  return image === undefined || isImageReference(image) ? image : MASK;
}

/** The plan without what must not be shown. */
export function showUpdate(plan: UpdatePlan): ShownUpdate {
  const { workPool, live, changed, changes, next, rejected, helm } = plan;
  return {
    ...{ workPool, changed, rejected },
    image: shownImage(plan.image),
    previousImage: shownImage(plan.previousImage),
    isNew: live === undefined,
    changes: redactChanges(changes),
    nothingToRestore: next.kind === "nothing-to-put-back" ? next.reason : undefined,
    release: helm && {
      makesNamespace: !helm.hasNamespace,
      secrets: helm.secrets.map(({ name }) => name),
      changes: helm.releaseChanges,
      revision: helm.revision,
      chart: helm.chart,
    },
  };
}
