import picomatch from "picomatch";
import { repositoryPath } from "#git";
import type { ProjectFiles } from "#prefect-project";

/** Whether a path may hold definitions: it is named itself, lies in a named folder, or matches a named glob. */
export function definitionMatcher({ prefectFiles, baseFile }: ProjectFiles): (path: string) => boolean {
  const named = baseFile === undefined ? prefectFiles : [...prefectFiles, baseFile];
  const matchers = named.map(matcher);
  return (path) => matchers.some((matches) => matches(path));
}

/** Those of the named files, folders and globs that lead to a file in `paths`. */
export function present(prefectFiles: readonly string[], paths: ReadonlySet<string>): string[] {
  const all = [...paths];
  return prefectFiles.filter((named) => all.some(matcher(named)));
}

function matcher(named: string): (path: string) => boolean {
  const path = repositoryPath(named);
  const isYaml = (file: string) => /\.ya?ml$/i.test(file);
  if (path === "") return isYaml;
  const matchesGlob = picomatch(path, { dot: true });
  return (file) => file === path || matchesGlob(file) || (file.startsWith(`${path}/`) && isYaml(file));
}
