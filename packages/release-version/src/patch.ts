import type { StatedVersion } from "./version-file.ts";

const CONTEXT = 3;

/**
 * The change of a version as a patch that `git apply` takes, from the repository's root.
 * @param text the file's content; @param version what the version shall be
 * @returns undefined where the version's text is written in a way that can't be replaced
 */
export function versionPatch(text: string, stated: StatedVersion, version: string): string | undefined {
  const { place, location } = stated;
  if (!place) return undefined;
  const before = linesOf(text);
  const after = linesOf(text.slice(0, place.start) + version + text.slice(place.end));
  const changed = place.line - 1;
  const first = Math.max(0, changed - CONTEXT);
  const last = Math.min(before.length, changed + CONTEXT + 1);
  const path = location.file;
  const size = `${first + 1},${last - first}`;
  return [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${size} +${size} @@`,
    ...before.slice(first, changed).map((line) => marked(" ", line)),
    marked("-", before[changed] ?? ""),
    marked("+", after[changed] ?? ""),
    ...before.slice(changed + 1, last).map((line) => marked(" ", line)),
    "",
  ].join("\n");
}

/** The lines with their line ends, so that the last one tells whether it has one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function marked(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line.slice(0, -1) : `${sign}${line}\n\\ No newline at end of file`;
}
