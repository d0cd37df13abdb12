import { wrapperOf } from "./flows.ts";
import type { FlowValue, FunctionValue, Value } from "./values.ts";

/** Decorators that give back what they get. */
const returnIt: ReadonlySet<string> = new Set(
  "typing.final typing.override typing.no_type_check abc.abstractmethod atexit.register".split(" "),
);

/** Decorators whose result still does what it wraps, and nothing else. */
const remember: ReadonlySet<string> = new Set("functools.cache functools.lru_cache".split(" "));

/** Decorators that wrap a function and take over its name, docstring and signature. */
const wrapIt: ReadonlySet<string> = new Set(
  (
    "prefect.task contextlib.contextmanager contextlib.asynccontextmanager typing.overload typing.deprecated " +
    "warnings.deprecated tenacity.retry backoff.on_exception backoff.on_predicate " +
    "prefect.utilities.asyncutils.sync_compatible"
  ).split(" "),
);

/** What a decorator from outside, called or not, makes of a function or flow; undefined for one that isn't known. */
export function decoratedBy(name: string, decorated: FunctionValue | FlowValue): Value | undefined {
  if (returnIt.has(name)) return decorated;
  if (remember.has(name)) return decorated.kind === "function" ? decorated : wrapperOf(decorated);
  return wrapIt.has(name) ? wrapperOf(decorated) : undefined;
}

/** `@staticmethod` and `@classmethod`. */
export function asMethod(name: "static" | "class", decorated: FunctionValue | FlowValue): Value {
  if (decorated.kind === "function") return { ...decorated, binding: name };
  return { ...decorated, fn: { ...decorated.fn, binding: name }, isMethod: true };
}

/** What a decorator that isn't understood makes of a function isn't known: it stays itself, with a doubt. */
export function doubted(
  decorated: FunctionValue | FlowValue,
  written: string,
  reason?: string,
): FunctionValue | FlowValue {
  const doubt = `the decorator \`${written}\` may change it${reason ? ` (${reason})` : ""}`;
  return { ...decorated, doubt: decorated.doubt ?? doubt };
}
