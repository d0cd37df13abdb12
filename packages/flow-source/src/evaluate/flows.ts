import { type FlowValue, type FunctionValue, unknown, type Value } from "./values.ts";

/** `flow(fn, ...)` (`prefect.flows.Flow.__init__`). */
export function makeFlow(fn: Value, options: ReadonlyMap<string, Value>): Value {
  if (fn.kind === "unknown") return fn;
  const inner = fn.kind === "flow" ? fn : fn.kind === "function" ? fn.wraps : undefined;
  // `update_wrapper` takes over all that the inner flow has, after name and description were set; the version comes later.
  if (inner) return { ...inner, options: withVersion(inner.options, options), isNested: true };
  const called = fn.kind === "instance" ? fn.lambda : fn;
  if (called?.kind !== "function") return unknown("`flow(...)` is given something that isn't a function");
  return { kind: "flow", fn: called, options, doubt: undefined };
}

/** `Flow.with_options`: a given option wins, the others stay. */
export function withOptions(flow: FlowValue, keywords: ReadonlyMap<string, Value>): Value {
  const given = new Map([...keywords].filter(([, value]) => value.kind !== "none"));
  if (flow.isNested) {
    return { ...flow, options: given.has("version") ? withVersion(flow.options, given) : flow.options };
  }
  return { ...flow, options: new Map([...flow.options, ...given]) };
}

/** What a decorator makes of a function or flow when it wraps it with `functools.wraps`: a function that looks the same. */
export function wrapperOf(wrapped: FunctionValue | FlowValue): FunctionValue {
  if (wrapped.kind === "function") return { ...wrapped, isWrapper: true };
  return { ...wrapped.fn, doubt: wrapped.doubt ?? wrapped.fn.doubt, isWrapper: true, wraps: wrapped };
}

function withVersion(
  options: ReadonlyMap<string, Value>,
  given: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const result = new Map(options);
  const version = given.get("version");
  if (version) result.set("version", version);
  else result.delete("version");
  return result;
}
