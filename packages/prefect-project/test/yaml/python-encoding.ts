import { PyBytes, PyDate, PyDateTime, PyDict, PySet, PyTuple, type PyValue } from "../../src/python-value.ts";

/** A value as text that tells every type and every bit apart; `pyyaml_server.py` writes the same. */
export function encode(value: PyValue, seen: readonly PyValue[] = []): string {
  if (value === null) return "N";
  if (typeof value === "boolean") return value ? "T" : "F";
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") return Number.isNaN(value) ? "fnan" : `f${floatBits(value)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof PyDate) return `d${value}`;
  if (value instanceof PyDateTime) return `t${value}`;
  if (value instanceof PyBytes) return `b${Buffer.from(value.bytes).toString("hex")}`;
  const depth = seen.indexOf(value);
  if (depth >= 0) return `^${depth}`;
  const inside = [...seen, value];
  if (value instanceof PySet)
    return `s{${value
      .items()
      .map((item) => encode(item, inside))
      .sort()
      .join(",")}}`;
  if (value instanceof PyTuple) return `(${value.items.map((item) => encode(item, inside)).join(",")})`;
  if (Array.isArray(value)) return `[${value.map((item) => encode(item, inside)).join(",")}]`;
  if (value instanceof PyDict) {
    const entries = [...value.entries()];
    return `{${entries.map(([key, item]) => `${encode(key, inside)}:${encode(item, inside)}`).join(",")}}`;
  }
  throw new Error("This is no value of Python's.");
}

function floatBits(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}
