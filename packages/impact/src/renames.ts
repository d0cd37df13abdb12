/** A deployment that is gone or new. */
export interface Renameable {
  /** `flow-name/deployment-name`. */
  key: string;
  /** Such as `flows/etl.py:main`; null where the server holds none. */
  entrypoint: string | null;
}

/**
 * Deployments that have another name from now on, old key to new: of one entry point just one is gone, and just one
 * is new. Where there are several it can't be told which became which.
 */
export function findRenames(
  gone: readonly Renameable[],
  added: readonly Renameable[],
): ReadonlyMap<string, string> {
  const oldKeys = byEntryPoint(gone);
  const newKeys = byEntryPoint(added);
  const renames = new Map<string, string>();
  for (const [entrypoint, [oldKey, ...otherOld]] of oldKeys) {
    const [newKey, ...otherNew] = newKeys.get(entrypoint) ?? [];
    if (oldKey === undefined || newKey === undefined || otherOld.length > 0 || otherNew.length > 0) continue;
    renames.set(oldKey, newKey);
  }
  return renames;
}

function byEntryPoint(deployments: readonly Renameable[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { key, entrypoint } of deployments) {
    if (entrypoint === null || entrypoint === "") continue;
    // The same file is written with `./` before it as well.
    const place = entrypoint.replace(/^(?:\.\/)+/, "");
    keys.set(place, [...(keys.get(place) ?? []), key]);
  }
  return keys;
}
