/** A tag of the form `<prefix><number>`, and who carries it. */
export interface PullRequestTag {
  number: number;
  tag: string;
  /** Live deployments that carry it, as `flow-name/deployment-name`. */
  keys: string[];
}

/** All tags that pull requests up to a number can have. */
export function tagsUpTo(newest: number, prefix: string): string[] {
  return Array.from({ length: newest }, (_, index) => `${prefix}${index + 1}`);
}

/** Which pull requests have deployments on a server, by number. */
export function pullRequestTags(
  live: readonly { key: string; tags?: readonly string[] | null }[],
  prefix: string,
): PullRequestTag[] {
  const found = new Map<string, PullRequestTag>();
  for (const { key, tags } of live) {
    for (const tag of tags ?? []) {
      const number = tag.startsWith(prefix) ? tag.slice(prefix.length) : "";
      // No number of GitHub's begins with 0, or has more digits than a number can hold.
      if (!/^[1-9]\d{0,14}$/.test(number)) continue;
      const entry = found.get(tag) ?? { number: Number(number), tag, keys: [] };
      entry.keys.push(key);
      found.set(tag, entry);
    }
  }
  return [...found.values()]
    .map((entry) => ({ ...entry, keys: entry.keys.sort() }))
    .sort((one, other) => one.number - other.number);
}
