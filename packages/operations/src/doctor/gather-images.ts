import type { RunCommand } from "#command";
import type { ImageFacts } from "#doctor";
import { imageFinder } from "#flow-image";
import { isObject, type Json } from "#json";
import type { WorkPool } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import { imageOf } from "#work-pool";

/**
 * The images that runs of deployments start in: their own, else their pool's. Those of pools that start no containers
 * (`process`) are left out.
 *
 * @param platform of machines whose pool doesn't say
 */
export async function gatherImages(
  run: RunCommand,
  deployments: readonly DesiredDeployment[],
  pools: ReadonlyMap<string, WorkPool>,
  platform: string,
): Promise<ImageFacts[]> {
  const wanted = new Map<string, { image: string; platform: string; deployments: string[] }>();
  for (const { key, fields } of deployments) {
    const pool = pools.get(fields.work_pool_name);
    if (!pool || pool.type === "process") continue;
    const template = isObject(pool.base_job_template) ? pool.base_job_template : {};
    const { image: own } = fields.job_variables;
    const image = typeof own === "string" && own !== "" ? own : imageOf(template);
    if (image === undefined || image.includes("{{")) continue;
    const where = platformOf(template) ?? platform;
    const known = wanted.get(`${image} ${where}`) ?? { image, platform: where, deployments: [] };
    known.deployments.push(key);
    wanted.set(`${image} ${where}`, known);
  }
  const find = imageFinder(run);
  return Promise.all([...wanted.values()].map(async (one) => ({ ...one, found: await find(one.image) })));
}

/** The architecture that a Kubernetes job's node selector asks for. */
function platformOf(template: Json): string | undefined {
  const selector = ["job_configuration", "job_manifest", "spec", "template", "spec", "nodeSelector"].reduce(
    (value: Json | undefined, key) => (isObject(value) ? value[key] : undefined),
    template,
  );
  const architecture = isObject(selector) ? selector["kubernetes.io/arch"] : undefined;
  return typeof architecture === "string" ? `linux/${architecture}` : undefined;
}
