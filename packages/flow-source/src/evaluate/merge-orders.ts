import type { Value } from "./values.ts";

/**
 * Python's C3 merge of the orders of a class's bases and of the bases themselves: the next one is the first head that
 * no other list has further behind. Undefined where there is no such head: then Python refuses the class.
 */
export function mergeOrders(lists: readonly (readonly Value[])[]): Value[] | undefined {
  const behind = new Map<unknown, number>();
  const count = (value: Value | undefined, change: number): void => {
    if (value) behind.set(keyOf(value), (behind.get(keyOf(value)) ?? 0) + change);
  };
  for (const list of lists) for (const value of list.slice(1)) count(value, 1);
  const places = lists.map(() => 0);
  const merged = new Map<unknown, Value>();
  for (;;) {
    const heads = lists.flatMap((list, index) => list[places[index] ?? 0] ?? []);
    if (heads.length === 0) return [...merged.values()];
    const next = heads.find((head) => !behind.get(keyOf(head)));
    if (!next) return undefined;
    merged.set(keyOf(next), next);
    for (const [index, list] of lists.entries()) {
      let place = places[index] ?? 0;
      for (let head = list[place]; head && merged.has(keyOf(head)); head = list[place]) {
        place += 1;
        count(list[place], -1);
      }
      places[index] = place;
    }
  }
}

/** Something of a package outside is the same whatever module imports it. */
function keyOf(value: Value): unknown {
  return value.kind === "external" ? value.name : value;
}
