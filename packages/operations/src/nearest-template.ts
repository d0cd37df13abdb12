import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/**
 * Of the templates of a file's name, one for each situation, the one that most of its lines are from.
 *
 * @param folder with the templates
 * @param path of the copied file
 */
export async function nearestTemplate(
  folder: string,
  path: string,
  text: string,
): Promise<string | undefined> {
  const name = basename(path);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.name === name).map((entry) => join(entry.parentPath, name));
  const templates = await Promise.all(paths.map((one) => readFile(one, "utf8")));
  const lines = text.split("\n");
  const shared = (template: string) => {
    const known = new Set(template.split("\n"));
    return lines.filter((line) => known.has(line)).length;
  };
  return templates.sort((one, other) => shared(other) - shared(one))[0];
}
