import { posix } from "node:path";

/**
 * The folder that a file's entry point is relative to: `""` for the repository's root. A script or module that isn't
 * there but lies below the folder of the prefect file tells that `prefect deploy` is run in that folder.
 *
 * @param entrypoint as written, such as `flows/orders.py:load` or `flows.orders:load`
 * @param file the prefect file, relative to the repository's root
 * @param paths every file of the repository
 */
export function entryFolder(entrypoint: string, file: string, paths: ReadonlySet<string>): string {
  const folder = posix.dirname(file);
  if (folder === "." || fileOf(entrypoint, "", paths) !== undefined) return "";
  return fileOf(entrypoint, folder, paths) === undefined ? "" : folder;
}

/** An entry point relative to the repository's root, a module in a folder as its file; see {@link entryFolder}. */
export function entryPointFromRoot(entrypoint: string, file: string, paths: ReadonlySet<string>): string {
  const folder = entryFolder(entrypoint, file, paths);
  return folder === "" ? entrypoint : `${fileOf(entrypoint, folder, paths)}:${partsOf(entrypoint).object}`;
}

/** The file that an entry point means in a folder, where it is there. */
function fileOf(entrypoint: string, folder: string, paths: ReadonlySet<string>): string | undefined {
  const { place } = partsOf(entrypoint);
  if (posix.isAbsolute(place)) return undefined;
  const module = place.replaceAll(".", "/");
  const candidates = place.endsWith(".py") ? [place] : [`${module}.py`, `${module}/__init__.py`];
  return candidates.map((path) => posix.join(folder, path)).find((path) => paths.has(path));
}

/** `place:object`, or `module.object` (`prefect.utilities.importtools.import_object`). */
function partsOf(entrypoint: string): { place: string; object: string } {
  const colon = entrypoint.lastIndexOf(":");
  const cut = colon === -1 ? entrypoint.lastIndexOf(".") : colon;
  return { place: entrypoint.slice(0, Math.max(0, cut)), object: entrypoint.slice(cut + 1) };
}
