/** A part of a pattern: any characters, or one of which this holds. */
export type GlobToken = "*" | ((character: string) => boolean);

/**
 * Whether a pattern matches a text as a whole. After a failure it goes on one character behind the last `*`: an earlier
 * one could not do better, so that the time grows with the product of the lengths at most.
 */
export function matchesGlob(pattern: readonly GlobToken[], text: string): boolean {
  const value = [...text];
  let [at, next] = [0, 0];
  let star: { at: number; next: number } | undefined;
  while (next < value.length) {
    const token = pattern[at];
    if (token === "*") {
      star = { at: ++at, next };
    } else if (token?.(value[next] as string)) {
      at++;
      next++;
    } else if (star) {
      at = star.at;
      next = ++star.next;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
