import { type ProjectFiles, projectFileMatcher } from "#prefect-project";

/** Whether a path may hold definitions, the base file and the overlay file among them. */
export function definitionMatcher(files: ProjectFiles): (path: string) => boolean {
  const isListed = projectFileMatcher(files.prefectFiles);
  const isShared = sharedFileMatcher(files);
  return (path) => isShared(path) || isListed(path);
}

/** Whether a path is the base file or the overlay file, without which no definition is what it is meant to be. */
export function sharedFileMatcher({ baseFile, overlayFile }: ProjectFiles): (path: string) => boolean {
  const shared = [baseFile, overlayFile].filter((file) => file !== undefined);
  return shared.length === 0 ? () => false : projectFileMatcher(shared);
}
