import { FaultError } from "#diagnostics";
import { updateWorkPool } from "../update-work-pool.ts";
import type { DoctorOptions } from "./doctor-options.ts";

/**
 * Makes work pools from the default template of their type.
 *
 * @returns whether there was one to make
 * @throws FaultError where no type is given, or Prefect has no template for it
 */
export async function makeMissingPools(
  { connection, env, reporter, workPoolType }: DoctorOptions,
  missing: readonly string[],
): Promise<boolean> {
  if (missing.length === 0) return false;
  if (workPoolType === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: `Nothing says of which type the missing work pools are to be: ${missing.join(", ")}.`,
      fix: "Give `work-pool-type`, such as `process`, `docker` or `kubernetes`.",
    });
  }
  for (const workPool of missing) {
    await updateWorkPool({
      ...{ connection, env, reporter },
      change: {
        ...{ workPool, workPoolType },
        imagePlaceholder: "DEFAULT_FLOW_IMAGE",
        restore: false,
        createMissing: true,
        onRejectedJobVariables: "warn",
        waitForWorker: false,
        timeoutSeconds: 60,
      },
      keepImage: false,
      planOnly: false,
    });
  }
  return true;
}
