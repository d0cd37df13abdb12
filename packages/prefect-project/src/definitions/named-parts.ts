import type { SourceTree } from "#flow-source";
import { repositoryPath } from "#git";
import type { ProjectFiles } from "./definition.ts";
import { type FilePart, type FileParts, partsOf } from "./file-parts.ts";
import { projectFileMatcher } from "./project-files.ts";
import { withTexts } from "./with-texts.ts";

/**
 * A tree whose definition files hold the deployments of some names alone, each on its own lines, beside those that start
 * by themselves (`triggers`), what others refer to, and what can't be told: so that reading a few among thousands costs
 * little. A file of a form that is not taken apart is left whole.
 *
 * @param names deployments' own names, as in the files
 */
export async function namedParts(
  tree: SourceTree,
  { prefectFiles, baseFile, overlayFile }: ProjectFiles,
  names: ReadonlySet<string>,
): Promise<SourceTree> {
  // Its entries are for deployments that all have to be there.
  if (overlayFile !== undefined) return tree;
  const isDefinition = projectFileMatcher(prefectFiles);
  const base = baseFile === undefined ? undefined : repositoryPath(baseFile);
  const paths = [...(await tree.paths())].filter((path) => path !== base && isDefinition(path));
  const texts = await tree.readMany(paths);
  const reduced = new Map<string, string>();
  for (const [path, text] of texts) {
    const file = partsOf(text);
    if (file) reduced.set(path, withoutOthers(file, names));
  }
  return withTexts(tree, reduced);
}

function withoutOthers(file: FileParts, names: ReadonlySet<string>): string {
  // What is merged in may bring triggers along.
  const mayAllStart =
    file.rest.includes("triggers") || file.parts.some((one) => one.hasAnchor && startsItself(one));
  if (mayAllStart) return file.without(new Set());
  const isLeft = (one: FilePart) =>
    one.name !== null && !names.has(one.name) && !one.hasAnchor && !startsItself(one);
  return file.without(new Set(file.parts.filter(isLeft)));
}

function startsItself({ text }: FilePart): boolean {
  return text.includes("triggers");
}
