import { truthOf } from "./comparison.ts";
import type { Value } from "./values.ts";

/** `int(value)`, `float(value)`, `bool(value)`; undefined where it isn't known. */
export function convertNumber(name: string, value: Value | undefined): Value | undefined {
  if (!value) return undefined;
  const source = value.kind === "str" ? value.value.trim().replaceAll("_", "") : undefined;
  if (name === "builtins.int") {
    if (value.kind === "int") return value;
    if (value.kind === "bool") return { kind: "int", value: BigInt(value.value) };
    if (value.kind === "float" && Number.isFinite(value.value))
      return { kind: "int", value: BigInt(Math.trunc(value.value)) };
    if (source !== undefined && /^[+-]?\d+$/.test(source))
      return { kind: "int", value: BigInt(source.replace("+", "")) };
  }
  if (name === "builtins.bool") {
    const truth = truthOf(value);
    return truth === undefined ? undefined : { kind: "bool", value: truth };
  }
  if (name === "builtins.float") {
    if (value.kind === "float") return value;
    if (value.kind === "int") return { kind: "float", value: Number(value.value) };
    if (source !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(source)) {
      return { kind: "float", value: Number(source) };
    }
    if (source !== undefined && /^[+-]?(inf|infinity)$/i.test(source)) {
      return { kind: "float", value: source.startsWith("-") ? -Infinity : Infinity };
    }
  }
  return undefined;
}
