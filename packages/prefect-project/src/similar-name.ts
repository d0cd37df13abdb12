import { distance } from "fastest-levenshtein";

/** The known name that is a letter or two away from one that isn't known: what was probably meant. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  const limit = name.length > 4 ? 2 : 1;
  return known
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)[0]?.candidate;
}
