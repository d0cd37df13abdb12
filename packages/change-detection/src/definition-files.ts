import { type ProjectFiles, projectFileMatcher } from "#prefect-project";

/** Whether a path may hold definitions, the base file among them. */
export function definitionMatcher({ prefectFiles, baseFile }: ProjectFiles): (path: string) => boolean {
  const isListed = projectFileMatcher(prefectFiles);
  const isBase = baseFile === undefined ? () => false : projectFileMatcher([baseFile]);
  return (path) => isBase(path) || isListed(path);
}
