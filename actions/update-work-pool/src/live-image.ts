import type { PrefectClient } from "#prefect-api";
import { imageOf, readTemporary } from "#work-pool";
import type { Inputs } from "./inputs.ts";

/**
 * The image to set: with `keep-image` the one that the live template names, where it names one. What somebody set for a
 * while, as for a pull request, is not what stays.
 */
export async function imageFor(
  { keepImage, request }: Pick<Inputs, "keepImage" | "request">,
  prefect: PrefectClient,
): Promise<string | undefined> {
  if (!keepImage || request.workPool === undefined) return request.image;
  const [live, temporary] = await Promise.all([
    prefect.workPools.find(request.workPool),
    readTemporary(prefect, request.workPool),
  ]);
  const template = temporary?.base ?? live?.base_job_template;
  return (template && imageOf(template)) ?? request.image;
}
