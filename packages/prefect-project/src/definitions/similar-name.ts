import { similarNames } from "#diagnostics";

/** The known key or parameter that is a letter or two away from one that isn't known. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  return similarNames(name, known, name.length > 4 ? 2 : 1)[0];
}
