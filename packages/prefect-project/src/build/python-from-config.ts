import type { ConfigValue } from "../config-value.ts";
import { PyDict, type PyValue } from "../python-value.ts";

/** A configuration's value as Python has it, for a model to take. */
export function toPython(value: ConfigValue): PyValue {
  if (Array.isArray(value)) return value.map(toPython);
  if (value instanceof Map) return PyDict.of([...value].map(([key, item]) => [key, toPython(item)]));
  return value;
}
