/** What stands in the place of a secret. */
export const MASK = "***";

/**
 * A shorter text (`prod`, `1`, `}`) would blot out half a log, and GitHub's runner empties each output that contains it. A
 * secret of that length is none that anybody could rely on.
 */
const SHORTEST = 8;

/** Whether a text is long enough to be a secret. */
export function isLongEnough(text: string): boolean {
  return text.length >= SHORTEST;
}

/** `text` with every secret replaced by `***`; the longest goes first, so that one that contains another goes whole. */
export function withoutSecrets(text: string, secrets: Iterable<string>): string {
  return [...secrets]
    .filter((secret) => secret !== "" && text.includes(secret))
    .sort((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}
