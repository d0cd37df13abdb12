import { type GlobToken, matchesGlob } from "../glob.ts";

/**
 * A pattern of CODEOWNERS: those of gitignore but for `!`, `[...]` and `\#`, which GitHub doesn't take there; a line
 * with one of the first two is none. It stands for files and for everything in a folder that it names; after `/*` at
 * its end, for the files of that folder alone.
 *
 * @returns whether it matches the parts of a path; undefined for what is no pattern
 */
export function parsePattern(text: string): ((segments: readonly string[]) => boolean) | undefined {
  if (text.startsWith("!") || /(?<!\\)[[\]]/.test(text) || text.startsWith("\\#")) return undefined;
  const parts = text.split("/");
  const isFolder = parts.length > 1 && parts.at(-1) === "";
  if (isFolder) parts.pop();
  // With a slash before its end it starts at the root, otherwise anywhere.
  const isAnchored = parts.length > 1;
  if (parts[0] === "") parts.shift();
  if (parts.length === 0 || parts.includes("")) return undefined;
  const pattern = isAnchored ? parts : ["**", ...parts];
  const last = parts.at(-1);
  const isClosed = isAnchored && last === "*" && !isFolder;
  return (segments) => matches(pattern, segments, isFolder, isClosed);
}

/** Goes through the parts of the path with all places in the pattern at once, so that no pattern makes it slow. */
function matches(
  pattern: readonly string[],
  segments: readonly string[],
  isFolder: boolean,
  isClosed: boolean,
): boolean {
  let places = new Set(afterStars(pattern, 0));
  for (const [index, segment] of segments.entries()) {
    const isFile = index === segments.length - 1;
    const next = new Set<number>();
    for (const place of places) {
      const part = pattern[place];
      if (part === undefined || (part !== "**" && !matchesSegment(part, segment))) continue;
      // `**` at the end stands for everything in a folder.
      if (part === "**" && place === pattern.length - 1) return true;
      for (const after of afterStars(pattern, part === "**" ? place : place + 1)) next.add(after);
    }
    // What it names is this file or a folder around it.
    if (next.has(pattern.length) && (isFile ? !isFolder : !isClosed)) return true;
    if (next.size === 0) return false;
    places = next;
  }
  return false;
}

/** The places behind any number of `**`, each of which may stand for nothing. */
function afterStars(pattern: readonly string[], from: number): number[] {
  const places = [from];
  let place = from;
  // At the end it stands for something.
  while (pattern[place] === "**" && place < pattern.length - 1) places.push(++place);
  return places;
}

/** `*` stands for any characters of a part, `?` for one. */
function matchesSegment(pattern: string, segment: string): boolean {
  const tokens = [...pattern.matchAll(/\\?./gsu)].map(([token]): GlobToken => {
    if (token === "*") return token;
    if (token === "?") return () => true;
    const character = token.replace(/^\\(?=.)/su, "");
    return (other) => other === character;
  });
  return matchesGlob(tokens, segment);
}
