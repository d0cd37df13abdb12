import { distance } from "fastest-levenshtein";

/**
 * What was probably meant by a name that isn't known: the known ones that differ in at most `limit` letters, upper and
 * lower case aside, the nearest first, each once.
 */
export function similarNames(name: string, known: readonly string[], limit: number): string[] {
  return [...new Set(known)]
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
}
