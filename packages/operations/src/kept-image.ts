import type { PrefectClient } from "#prefect-api";
import { readTemporary } from "#server-records";
import { imageOf, type WorkPoolChange } from "#work-pool";

/**
 * The image that the work pool's template names; that of the change where it names none. What somebody set for a while,
 * as for a pull request, is not what stays.
 */
export async function keptImage(
  prefect: PrefectClient,
  { workPool, image }: Pick<WorkPoolChange, "workPool" | "image">,
): Promise<string | undefined> {
  if (workPool === undefined) return image;
  const [live, temporary] = await Promise.all([
    prefect.workPools.find(workPool),
    readTemporary(prefect, workPool),
  ]);
  const template = temporary?.base ?? live?.base_job_template;
  return (template && imageOf(template)) ?? image;
}
