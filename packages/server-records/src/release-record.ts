import { poolKey } from "./commit-target.ts";
import { deleteRecord, type Records, readRecord, writeRecord } from "./record.ts";
import { variableName } from "./variable-name.ts";

/** The Helm release that gives a work pool its template, each time that one of its pods starts. */
export interface OwningHelmRelease {
  namespace: string;
  release: string;
}

/** Name of the Prefect variable that names a pool's release. */
export const releaseVariable = (pool: string) => variableName(poolKey("work-pool-release", pool));

/** The release that is recorded for a pool; undefined where none is. */
export async function readRelease(server: Records, pool: string): Promise<OwningHelmRelease | undefined> {
  const { namespace, release } = (await readRecord(server, releaseVariable(pool))).value;
  return typeof namespace === "string" && typeof release === "string" ? { namespace, release } : undefined;
}

/** Records a pool's release, or with undefined that it has none. Sends nothing where that is known already. */
export async function recordRelease(
  server: Records,
  pool: string,
  owner: OwningHelmRelease | undefined,
): Promise<void> {
  const before = await readRelease(server, pool);
  if (before?.namespace === owner?.namespace && before?.release === owner?.release) return;
  const name = releaseVariable(pool);
  if (!owner) return deleteRecord(server, name);
  const { namespace, release } = owner;
  await writeRecord(server, name, { plain: { pool, scope: "", namespace, release }, long: {} }, false);
}
