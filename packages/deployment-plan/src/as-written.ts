import { isObject, type Json, same } from "#json";
import type { FilledValue } from "#prefect-project";
import { MASK } from "#redaction";

/** Two sides of one value of a plan. */
export interface Pair {
  before: Json;
  after: Json;
}

type Place = readonly (string | number)[];

/**
 * Shows values that placeholders were filled in as the file has them. Whatever a variable of the environment, a block or a
 * variable of the server holds may be a secret, wherever it stands: in a number, in a name, inside an address. What such a
 * value replaces was one most likely, too.
 */
export class AsWritten {
  private readonly exact: ReadonlyMap<string, FilledValue>;
  /** Those of which only the part is known that they stand in. */
  private readonly loose: readonly FilledValue[];

  /** @param shown names whose values are harmless: `REGION`, `$REGION`, `prefect.variables.region` */
  constructor(filled: readonly FilledValue[], shown: ReadonlySet<string>) {
    const isShown = (name: string) => shown.has(name) || shown.has(name.replace(/^\$/, ""));
    const hidden = filled.filter(({ names }) => !names.every(isShown));
    this.exact = new Map(
      hidden.filter(({ keepsPaths }) => keepsPaths).map((one) => [JSON.stringify(one.place), one]),
    );
    this.loose = hidden.filter(({ keepsPaths }) => !keepsPaths);
  }

  /** @param place where the value stands in a deployment, such as `["parameters"]` */
  pair(place: Place, before: Json, after: Json): Pair {
    if (this.exact.size === 0 && this.loose.length === 0) return { before, after };
    const written = this.exact.get(JSON.stringify(place))?.written ?? this.looseText(place, after);
    if (written !== undefined) {
      // Other tags than those of today are none that a secret was replaced in.
      const isOther = place[0] === "tags" && !same(before, after);
      const old = before === null || isOther ? before : same(before, after) ? written : MASK;
      return { before: old, after: after === null ? null : written };
    }
    if (isObject(before) || isObject(after)) return this.objects(place, before, after);
    if (Array.isArray(before) || Array.isArray(after)) return this.lists(place, before, after);
    return { before: this.looseText(place, before) ?? before, after };
  }

  private objects(place: Place, before: Json, after: Json): Pair {
    const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    const pairs = keys.map(
      (key) => [key, this.pair([...place, key], old[key] ?? null, now[key] ?? null)] as const,
    );
    const side = (whole: Json, object: object, which: keyof Pair): Json =>
      isObject(whole)
        ? Object.fromEntries(pairs.filter(([key]) => key in object).map(([key, pair]) => [key, pair[which]]))
        : whole;
    return { before: side(before, old, "before"), after: side(after, now, "after") };
  }

  private lists(place: Place, before: Json, after: Json): Pair {
    const [old, now] = [Array.isArray(before) ? before : [], Array.isArray(after) ? after : []];
    const pairs = Array.from({ length: Math.max(old.length, now.length) }, (_, index) =>
      this.pair([...place, index], old[index] ?? null, now[index] ?? null),
    );
    return {
      before: Array.isArray(before) ? pairs.slice(0, old.length).map((pair) => pair.before) : before,
      after: Array.isArray(after) ? pairs.slice(0, now.length).map((pair) => pair.after) : after,
    };
  }

  private looseText([part]: Place, value: Json): string | undefined {
    if (value === null || isObject(value) || Array.isArray(value)) return undefined;
    return this.loose.find((one) => one.place[0] === part && same(one.value, value))?.written;
  }
}
