import { readParameters } from "../syntax/parameters.ts";
import type { Evaluation } from "./evaluation.ts";
import type { FunctionValue, Value } from "./values.ts";

/** The parameters of a function with what a call gives them; undefined where it doesn't fit. */
export function bindArguments(
  evaluation: Evaluation,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Map<string, Value> | undefined {
  const given = new Map<string, Value>();
  const positional = [...args];
  const named = new Map(keywords);
  for (const parameter of readParameters(fn.node)) {
    if (parameter.kind === "args") {
      given.set(parameter.name, { kind: "tuple", items: positional.splice(0) });
    } else if (parameter.kind === "kwargs") {
      given.set(parameter.name, {
        kind: "dict",
        entries: [...named].map(([key, value]) => [{ kind: "str", value: key }, value] as const),
      });
      named.clear();
    } else {
      const value = parameter.kind === "keyword" ? undefined : positional.shift();
      const byName = named.get(parameter.name);
      named.delete(parameter.name);
      const found =
        value ?? byName ?? (parameter.default && evaluation.evaluateNode(parameter.default, fn.scope));
      if (!found) return undefined;
      given.set(parameter.name, found);
    }
  }
  return positional.length > 0 || named.size > 0 ? undefined : given;
}
