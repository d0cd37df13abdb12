import { equal } from "./comparison.ts";
import { textOf } from "./constants.ts";
import { asMethod, decoratedBy, doubted } from "./decorators.ts";
import { lastOfEachKey, withoutDoubles } from "./doubles.ts";
import { enumMembers, isEnum } from "./enums.ts";
import type { Evaluation } from "./evaluation.ts";
import { makeFlow, withOptions, wrapperOf } from "./flows.ts";
import { callFunction } from "./functions.ts";
import { convertNumber } from "./numbers.ts";
import { textMethod } from "./text-methods.ts";
import { type External, type FlowValue, type FunctionValue, text, unknown, type Value } from "./values.ts";

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
      const name = callee.name.endsWith("staticmethod") ? "static" : "class";
      if (first?.kind === "function" || first?.kind === "flow") return asMethod(name, first);
      break;
    }
    case "functools.wraps":
    case "functools.partial":
      return { kind: "instance", of: callee, args, keywords };
    case "functools.update_wrapper":
      if (args[1]?.kind === "function" || args[1]?.kind === "flow") return wrapperOf(args[1]);
      break;
    case "builtins.callable":
      if (first?.kind === "function" || first?.kind === "flow" || first?.kind === "class")
        return { kind: "bool", value: true };
      if (first && /^(none|str|int|float|bool|list|dict)$/.test(first.kind))
        return { kind: "bool", value: false };
      break;
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
  const decorated =
    first?.kind === "function" || first?.kind === "flow" ? decoratedBy(callee.name, first) : undefined;
  if (decorated) return decorated;
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
  return doubted(first, written, reason);
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
      const [wrapped] = callee.args;
      if (wrapped?.kind === "function" || wrapped?.kind === "flow") return wrapperOf(wrapped);
      return wrapped?.kind === "unknown" ? wrapped : unknown("it wraps something that isn't a function");
    }
    const decorated =
      first?.kind === "function" || first?.kind === "flow" ? decoratedBy(callee.of.name, first) : undefined;
    if (decorated) return decorated;
    if (callee.lambda) return callFunction(evaluation, callee.lambda, args, keywords, written);
  }
  return decorate(args, keywords, written) ?? unknown(`\`${written}(...)\` isn't evaluated`);
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

function isUnknown(value: Value): boolean {
  return value.kind === "unknown";
}
