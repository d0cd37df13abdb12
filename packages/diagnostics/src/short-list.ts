/** A reader wants to know where else the same is so, not all of hundreds of places. */
const MOST = 3;

/** The first few of a list, and how many more there are: `a, b and c`, or `a, b, c and 9 more`. */
export function shortList(items: readonly string[]): string {
  const more = items.length - MOST;
  if (more > 0) return `${items.slice(0, MOST).join(", ")} and ${more} more`;
  return [items.slice(0, -1).join(", "), items.at(-1)].filter(Boolean).join(" and ");
}
