import { reporter } from "#action-kit";
import { connect } from "#operations";
import { readTemporary } from "#server-records";
import { imageOf } from "#work-pool";
import type { Inputs } from "./inputs.ts";

/**
 * The image to set: with `keep-image` the one that the live template names, where it names one. What somebody set for a
 * while, as for a pull request, is not what stays.
 */
export async function imageFor({
  connection,
  keepImage,
  change,
}: Pick<Inputs, "connection" | "keepImage" | "change">): Promise<string | undefined> {
  if (!keepImage || change.workPool === undefined) return change.image;
  const prefect = await connect({ connection, env: process.env, reporter });
  const [live, temporary] = await Promise.all([
    prefect.workPools.find(change.workPool),
    readTemporary(prefect, change.workPool),
  ]);
  const template = temporary?.base ?? live?.base_job_template;
  return (template && imageOf(template)) ?? change.image;
}
