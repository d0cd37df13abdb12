import { isObject } from "#json";
import { type PrefectClient, variableName } from "#prefect-api";

/** The Helm release that gives a work pool its template, each time that one of its pods starts. */
export interface OwningRelease {
  namespace: string;
  release: string;
}

type Variables = Pick<PrefectClient, "variables">;

/** Name of the Prefect variable that names a pool's release. */
export const releaseVariable = (pool: string) => variableName("work-pool-release", [pool], pool);

/** The release that is recorded for a pool; undefined where none is. */
export async function readRelease(
  { variables }: Variables,
  pool: string,
): Promise<OwningRelease | undefined> {
  const value = (await variables.find(releaseVariable(pool)))?.value;
  if (!isObject(value)) return undefined;
  const { namespace, release } = value;
  return typeof namespace === "string" && typeof release === "string" ? { namespace, release } : undefined;
}

/** Records a pool's release, or with undefined that it has none. Sends nothing where that is known already. */
export async function recordRelease(
  prefect: Variables,
  pool: string,
  owner: OwningRelease | undefined,
): Promise<void> {
  const before = await readRelease(prefect, pool);
  if (before?.namespace === owner?.namespace && before?.release === owner?.release) return;
  if (owner) {
    const { namespace, release } = owner;
    await prefect.variables.set(releaseVariable(pool), { pool, namespace, release });
  } else await prefect.variables.delete(releaseVariable(pool));
}
