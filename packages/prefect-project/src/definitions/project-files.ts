import picomatch from "picomatch";
import type { Fault } from "#diagnostics";
import { repositoryPath } from "#git";
import type { UnmatchedEntry } from "./definition.ts";

export interface FoundFile {
  path: string;
  /** True where the user named this very file; false where a glob or a folder led to it. */
  named: boolean;
}

export interface FoundFiles {
  files: FoundFile[];
  /** Files that were named and are not there, by what was written. */
  absent: { path: string; fault: Fault }[];
  /** Globs and folders that no file is in any more, or never was. */
  unmatched: UnmatchedEntry[];
  /** Exclusions that exclude nothing. */
  warnings: Fault[];
}

const YAML_FILE = /\.ya?ml$/i;

/**
 * Files that a list of files, globs and folders means, in the list's order, each once. A folder means every YAML file
 * in it and below it; what an entry with `!` before it means is left out, wherever that entry stands.
 */
export function findProjectFiles(paths: ReadonlySet<string>, prefectFiles: readonly string[]): FoundFiles {
  const sorted = [...paths].sort();
  const entries = prefectFiles.map(parseEntry);
  const excluded = entries.filter(({ isExclusion }) => isExclusion);
  const found = new Map<string, FoundFile>();
  const absent: FoundFiles["absent"] = [];
  const unmatched: UnmatchedEntry[] = [];
  for (const entry of entries) {
    if (entry.isExclusion) continue;
    const named = paths.has(entry.path);
    const matches = named ? [entry.path] : sorted.filter(entry.matches);
    if (matches.length === 0) {
      const fix = suggestion(entry.path, sorted);
      if (entry.isFile) {
        absent.push({
          path: entry.path,
          fault: { code: "definition-file-missing", message: `There is no file ${entry.text}.`, fix },
        });
      } else {
        const message = `There is no file, and no folder with YAML files, at ${entry.text}.`;
        unmatched.push({ entry: entry.text, fault: { code: "definition-file-missing", message, fix } });
      }
    }
    for (const match of matches) {
      if (excluded.some(({ matches }) => matches(match))) continue;
      if (named || !found.has(match)) found.set(match, { path: match, named });
    }
  }
  const warnings = excluded
    .filter(({ matches }) => !sorted.some(matches))
    .map(
      ({ text }): Fault => ({
        code: "exclusion-unused",
        message: `${text} excludes no file.`,
        fix: "Correct it, or take it off the list.",
      }),
    );
  return { files: [...found.values()], absent, unmatched, warnings };
}

/** Whether a path may hold definitions: it is named itself, lies in a named folder, or matches a named glob. */
export function projectFileMatcher(prefectFiles: readonly string[]): (path: string) => boolean {
  const entries = prefectFiles.map(parseEntry);
  const included = entries.filter(({ isExclusion }) => !isExclusion);
  const excluded = entries.filter(({ isExclusion }) => isExclusion);
  return (path) =>
    included.some(({ matches }) => matches(path)) && !excluded.some(({ matches }) => matches(path));
}

interface Entry {
  /** As it was written. */
  text: string;
  path: string;
  isExclusion: boolean;
  /** Whether it can only mean one file, by its ending. */
  isFile: boolean;
  matches(path: string): boolean;
}

function parseEntry(text: string): Entry {
  // `!(a|b)` is a glob of its own.
  const isExclusion = /^\s*!(?!\()/.test(text);
  const path = repositoryPath(isExclusion ? text.trim().slice(1) : text);
  const isGlob = picomatch.scan(path).isGlob;
  return { text, path, isExclusion, isFile: !isGlob && YAML_FILE.test(path), matches: matcher(path, isGlob) };
}

function matcher(path: string, isGlob: boolean): (file: string) => boolean {
  if (path === "") return (file) => YAML_FILE.test(file);
  const matchesGlob = isGlob ? picomatch(path, { dot: true }) : () => false;
  return (file) =>
    file === path || matchesGlob(file) || (!isGlob && file.startsWith(`${path}/`) && YAML_FILE.test(file));
}

/** Files of the same name elsewhere, at most three; else what else may be wrong. */
function suggestion(path: string, paths: readonly string[]): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const near = name === "" ? [] : paths.filter((one) => one.endsWith(`/${name}`)).slice(0, 3);
  return near.length > 0
    ? `Paths are relative to the repository's root: did you mean ${near.join(" or ")}?`
    : "Paths are relative to the repository's root; a new file has to be added to git.";
}
