import type { Budget } from "./budget.ts";
import { textOf } from "./constants.ts";
import { isWithin, mostCharacters } from "./size.ts";
import { text, type Value } from "./values.ts";

/** A method of a text, where it is one of those that matter for names and defaults. */
export function textMethod(
  budget: Budget,
  self: string,
  name: string,
  args: readonly Value[],
): Value | undefined {
  const texts = args.map((arg) => (arg.kind === "str" ? arg.value : undefined));
  const [first, second] = texts;
  if (args.length === 0) {
    if (name === "upper" && /^[\x20-\x7e]*$/.test(self)) return text(self.toUpperCase());
    if (name === "lower" && /^[\x20-\x7e]*$/.test(self)) return text(self.toLowerCase());
    if (name === "capitalize" && /^[\x20-\x7e]*$/.test(self))
      return text(self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase());
    if (name === "title" && /^[\x20-\x7e]*$/.test(self))
      return text(
        self.toLowerCase().replace(/[a-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1)),
      );
    if (name === "strip") return text(self.trim());
    if (name === "split") {
      return {
        kind: "list",
        items: self
          .trim()
          .split(/\s+/)
          .filter((word) => word !== "")
          .map(text),
      };
    }
    return undefined;
  }
  if (
    name === "replace" &&
    first !== undefined &&
    second !== undefined &&
    args.length === 2 &&
    first !== ""
  ) {
    const longest = self.length + (self.length / first.length) * second.length;
    return longest > mostCharacters ? budget.tooLarge() : text(self.replaceAll(first, () => second));
  }
  if (name === "split" && first && args.length === 1)
    return { kind: "list", items: self.split(first).map(text) };
  const [items] = args;
  if (name === "join" && items && "items" in items && items.kind !== "set") {
    const parts = items.items.map((item) => (item.kind === "str" ? item.value : undefined));
    if (parts.includes(undefined)) return undefined;
    return isWithin([items]) && parts.length * self.length <= mostCharacters
      ? text(parts.join(self))
      : budget.tooLarge();
  }
  if (name === "format" && /^([^{}]|\{\})*$/.test(self)) {
    const shown = args.map(textOf);
    if (shown.includes(undefined) || self.split("{}").length !== shown.length + 1) return undefined;
    if (!isWithin(args)) return budget.tooLarge();
    let next = 0;
    return text(self.replace(/\{\}/g, () => shown[next++] ?? ""));
  }
  return undefined;
}
