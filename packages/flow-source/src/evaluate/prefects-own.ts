import type { Binding } from "../syntax/block.ts";
import { equal } from "./comparison.ts";
import type { Value } from "./values.ts";

/**
 * Prefect's own where a name stands for that or, for a process without Prefect, for a function of the module that calls
 * nothing and so makes no flow: whoever deploys has Prefect.
 */
export function prefectsOwn(
  bindings: readonly Binding[],
  evaluate: (binding: Binding) => Value,
): Value | undefined {
  let own: Value | undefined;
  for (const binding of bindings) {
    const { definition } = binding;
    if (definition.kind === "from" && definition.level === 0 && /^prefect(\.|$)/.test(definition.module)) {
      const value = evaluate(binding);
      if (own && !isSame(own, value)) return undefined;
      own = value;
    } else if (
      definition.kind !== "function" ||
      definition.decorators.length > 0 ||
      definition.node.descendantsOfType("call").length > 0
    ) {
      return undefined;
    }
  }
  return own;
}

/** True for values that are surely the same. */
export function isSame(one: Value, other: Value): boolean {
  return one === other || equal(one, other) === true;
}
