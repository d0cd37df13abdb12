import { isObject } from "#json";
import type { WorkPool } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import { imageOf } from "#work-pool";
import type { RunImage } from "./plan.ts";

/**
 * The image that runs of a deployment get.
 *
 * @param pool its work pool; undefined where no server was asked
 */
export function runImage(
  { fields }: Pick<DesiredDeployment, "fields">,
  pool: WorkPool | undefined,
): RunImage | null {
  const { image } = fields.job_variables;
  if (typeof image === "string" && image !== "") return { name: image, from: "job-variables" };
  const template = pool?.base_job_template;
  const name = isObject(template) ? imageOf(template) : undefined;
  return name === undefined ? null : { name, from: "work-pool" };
}
