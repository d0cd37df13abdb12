import { equal } from "./comparison.ts";
import { textOf } from "./constants.ts";
import { lastOfEachKey, withoutDoubles } from "./doubles.ts";
import { enumMembers, isEnum } from "./enums.ts";
import type { Evaluation } from "./evaluation.ts";
import { callFunction } from "./functions.ts";
import { convertNumber } from "./numbers.ts";
import { textMethod } from "./text-methods.ts";
import { type External, type FlowValue, type FunctionValue, text, unknown, type Value } from "./values.ts";

/** Decorators that leave a function's name, docstring and signature as they were. */
const transparentDecorators: ReadonlySet<string> = new Set(
  (
    "prefect.task functools.cache functools.lru_cache contextlib.contextmanager contextlib.asynccontextmanager " +
    "typing.final typing.override typing.overload typing.no_type_check typing.deprecated warnings.deprecated " +
    "tenacity.retry backoff.on_exception backoff.on_predicate abc.abstractmethod " +
    "prefect.utilities.asyncutils.sync_compatible"
  ).split(" "),
);

/** Result of a call. `written` names the callee as it stands in the source, for reasons. */
export function call(
  evaluation: Evaluation,
  callee: Value,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  switch (callee.kind) {
    case "unknown":
      return decorate(args, keywords, written, callee.reason) ?? callee;
    case "external":
      return callExternal(callee, args, keywords, written);
    case "instance":
      return callInstance(evaluation, callee, args, keywords, written);
    case "class":
      if (isEnum(evaluation, callee)) {
        const members = enumMembers(evaluation, callee);
        const [wanted] = args;
        const member = members?.find(({ value }) => wanted && equal(value, wanted) === true);
        return member ?? unknown(`\`${written}(...)\` isn't evaluated`);
      }
      return { kind: "instance", of: callee, args, keywords };
    case "function":
      return callFunction(evaluation, callee, args, keywords, written);
    case "method":
      return callMethod(evaluation, callee.self, callee.name, args, keywords, written);
    case "generic":
      return call(evaluation, callee.origin, args, keywords, written);
    default:
      return unknown(`\`${written}(...)\` isn't evaluated`);
  }
}

function callExternal(
  callee: External,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  const [first] = args;
  switch (callee.name) {
    case "prefect.flow":
    case "prefect.Flow": {
      const fn = first ?? keywords.get("fn") ?? keywords.get("__fn");
      return fn ? makeFlow(fn, keywords) : { kind: "instance", of: callee, args, keywords };
    }
    case "builtins.staticmethod":
    case "builtins.classmethod": {
      const binding = callee.name.endsWith("staticmethod") ? "static" : "class";
      if (first?.kind === "function") return { ...first, binding };
      if (first?.kind === "flow") return { ...first, fn: { ...first.fn, binding } };
      break;
    }
    case "functools.wraps":
    case "functools.partial":
      return { kind: "instance", of: callee, args, keywords };
    case "typing.cast":
      return args[1] ?? unknown("`cast` without a value");
    case "builtins.str":
      if (first && args.length === 1) {
        const shown = textOf(first);
        return shown === undefined ? unknown("`str(...)` isn't evaluated here") : text(shown);
      }
      break;
    case "builtins.len":
      if (first && "items" in first && first.kind !== "set")
        return { kind: "int", value: BigInt(first.items.length) };
      if (first?.kind === "str") return { kind: "int", value: BigInt([...first.value].length) };
      if (first?.kind === "dict") return { kind: "int", value: BigInt(first.entries.length) };
      break;
    case "builtins.list":
    case "builtins.tuple":
    case "builtins.set":
    case "builtins.frozenset": {
      const kind = callee.name.slice("builtins.".length) as "list" | "tuple" | "set" | "frozenset";
      if (!first) return { kind, items: [] };
      if ("items" in first) {
        const isSet = kind === "set" || kind === "frozenset";
        return { kind, items: isSet ? withoutDoubles(first.items) : first.items };
      }
      if (first.kind === "dict") return { kind, items: first.entries.map(([key]) => key) };
      break;
    }
    case "builtins.dict": {
      if (first && first.kind !== "dict") break;
      const named = [...keywords].map(([key, value]) => [text(key), value] as const);
      return { kind: "dict", entries: lastOfEachKey([...(first?.entries ?? []), ...named]) };
    }
    case "builtins.int":
    case "builtins.float":
    case "builtins.bool":
      return convertNumber(callee.name, first) ?? { kind: "instance", of: callee, args, keywords };
  }
  if (transparentDecorators.has(callee.name) && (first?.kind === "function" || first?.kind === "flow"))
    return first;
  return decorate(args, keywords, written) ?? { kind: "instance", of: callee, args, keywords };
}

/** What an external decorator makes of a function isn't known: it stays itself, with a doubt. */
function decorate(
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
  reason?: string,
): FunctionValue | FlowValue | undefined {
  const [first] = args;
  if (args.length !== 1 || keywords.size > 0) return undefined;
  if (first?.kind !== "function" && first?.kind !== "flow") return undefined;
  return {
    ...first,
    doubt: first.doubt ?? `the decorator \`${written}\` may change it${reason ? ` (${reason})` : ""}`,
  };
}

function callInstance(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: "instance" }>,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  if (callee.of.kind === "external") {
    const [first] = args;
    if (callee.of.name === "prefect.flow" && first) return makeFlow(first, callee.keywords);
    if (callee.of.name === "functools.partial") {
      const [wrapped, ...given] = callee.args;
      if (!wrapped) return unknown("`partial` of nothing");
      return call(
        evaluation,
        wrapped,
        [...given, ...args],
        new Map([...callee.keywords, ...keywords]),
        written,
      );
    }
    if (callee.of.name === "functools.wraps") {
      // The wrapper takes over name, docstring and, for `inspect.signature`, the signature of what it wraps.
      return callee.args[0] ?? unknown("`wraps` of nothing");
    }
    if (transparentDecorators.has(callee.of.name) && (first?.kind === "function" || first?.kind === "flow")) {
      return first;
    }
  }
  return decorate(args, keywords, written) ?? unknown(`\`${written}(...)\` isn't evaluated`);
}

function makeFlow(fn: Value, keywords: ReadonlyMap<string, Value>): Value {
  if (fn.kind === "unknown") return fn;
  if (fn.kind === "flow") return { ...fn, options: keywords };
  if (fn.kind !== "function") return unknown("`flow(...)` is given something that isn't a function");
  return { kind: "flow", fn, options: keywords, doubt: undefined };
}

function callMethod(
  { budget }: Evaluation,
  self: Value,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  written: string,
): Value {
  if (self.kind === "flow" && name === "with_options") return withOptions(self, keywords);
  const [first] = args;
  if (self.kind === "str") {
    const result = textMethod(budget, self.value, name, args);
    if (result) return result;
  }
  if (self.kind === "dict") {
    const lists = { keys: 0, values: 1 } as const;
    if (name === "keys" || name === "values") {
      return { kind: "list", items: self.entries.map((entry) => entry[lists[name]]) };
    }
    if (name === "get" && first) {
      const found = self.entries.findLast(([key]) => equal(key, first) === true);
      return found?.[1] ?? args[1] ?? { kind: "none" };
    }
  }
  if ((name === "copy" || name === "__copy__") && ("items" in self || self.kind === "dict")) return self;
  const unknownArgument = args.flatMap((arg) => [arg, ...("items" in arg ? arg.items : [])]).find(isUnknown);
  if (unknownArgument) return unknownArgument;
  return unknown(`\`${written}(...)\` isn't evaluated`);
}

/** `Flow.with_options`: a given option wins, the others stay (`prefect.flows.Flow.with_options`). */
function withOptions(flow: FlowValue, keywords: ReadonlyMap<string, Value>): Value {
  const options = new Map(flow.options);
  for (const [key, value] of keywords) {
    if (value.kind !== "none") options.set(key, value);
  }
  return { ...flow, options };
}

function isUnknown(value: Value): boolean {
  return value.kind === "unknown";
}
