import type { Block } from "../syntax/block.ts";
import { unknown, type Value } from "./values.ts";

/** Attributes of a flow or function of which a deployment is made. */
const telling: ReadonlySet<string> = new Set(
  (
    "name version description fn parameters __name__ __doc__ __signature__ __wrapped__ __dict__ __annotations__ " +
    "__defaults__ __kwdefaults__"
  ).split(" "),
);

/**
 * The value of a name, unknown where a statement of the block changes what the name holds.
 *
 * @param isFunction true in the body of a function: what it sets on a flow that it makes is taken to count, whatever it is
 */
export function unlessChanged(value: Value, name: string, block: Block, isFunction: boolean): Value {
  if (value.kind === "list" || value.kind === "dict" || value.kind === "set") {
    return block.mutated.has(name) ? unknown(`\`${name}\` is changed after it was made`) : value;
  }
  if (value.kind !== "flow" && value.kind !== "function") return value;
  const isAny = isFunction && value.kind === "flow";
  for (const [attribute, node] of block.attributes.get(name) ?? []) {
    if (!isAny && !telling.has(attribute)) continue;
    const line = node.startPosition.row + 1;
    return unknown(
      `\`${name}.${attribute}\` is set after it was made (${value.kind === "flow" ? value.fn.module.file : value.module.file}:${line})`,
    );
  }
  return value;
}
