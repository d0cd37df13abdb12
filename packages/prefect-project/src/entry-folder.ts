import { posix } from "node:path";

/**
 * The folder that a file's entry point is relative to: `""` for the repository's root. A script that isn't there but
 * lies below the folder of the prefect file tells that `prefect deploy` is run in that folder.
 *
 * @param entrypoint as written, such as `flows/orders.py:load`
 * @param file the prefect file, relative to the repository's root
 * @param paths every file of the repository
 */
export function entryFolder(entrypoint: string, file: string, paths: ReadonlySet<string>): string {
  const folder = posix.dirname(file);
  const script = entrypoint.slice(0, Math.max(0, entrypoint.lastIndexOf(":")));
  if (folder === "." || !script.endsWith(".py") || posix.isAbsolute(script)) return "";
  if (paths.has(posix.normalize(script))) return "";
  return paths.has(posix.join(folder, script)) ? folder : "";
}

/** An entry point relative to the repository's root; see {@link entryFolder}. */
export function entryPointFromRoot(entrypoint: string, file: string, paths: ReadonlySet<string>): string {
  const folder = entryFolder(entrypoint, file, paths);
  return folder === "" ? entrypoint : posix.join(folder, entrypoint);
}
